# ctx_embed(OUT f.cpp HEADER h TYPE T FUNCTION f FILES a b ...)
# Writes a .cpp that defines `llvm::ArrayRef<T> f()` with one {"name", text} per
# file, in the order of their names. Made at build time when a file changes.
function(ctx_embed)
  cmake_parse_arguments(E "" "OUT;HEADER;TYPE;FUNCTION" "FILES" ${ARGN})
  string(REPLACE ";" "|" Files "${E_FILES}")
  add_custom_command(OUTPUT ${E_OUT}
    COMMAND ${CMAKE_COMMAND} -DOUT=${E_OUT} -DHEADER=${E_HEADER} -DTYPE=${E_TYPE}
      -DFUNCTION=${E_FUNCTION} "-DFILES=${Files}"
      -P ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake
    DEPENDS ${E_FILES} ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake
    COMMENT "Embedding files into ${E_FUNCTION}" VERBATIM)
endfunction()
