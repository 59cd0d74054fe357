# ctx_link_llvm(<target>)
# Links a program with LLVM, clang and clang-tidy's library: with their archives
# where CTX_STATIC_LLVM is on. The program then starts in a third of the time,
# which counts when each translation unit has a process of its own.
option(CTX_STATIC_LLVM "Link the tool with LLVM's archives, not its shared libraries" ON)

# The loader has to know these, too (glibc 2.36).
include(CheckCXXSourceRuns)
set(CMAKE_REQUIRED_LINK_OPTIONS -Wl,-z,pack-relative-relocs)
check_cxx_source_runs("int main() { return 0; }" CTX_PACKED_RELOCATIONS)
unset(CMAKE_REQUIRED_LINK_OPTIONS)

function(ctx_link_llvm Target)
  # A sanitizer wants one copy of its runtime's containers, and quick links.
  if(NOT CTX_STATIC_LLVM OR CTX_SANITIZE)
    target_link_libraries(${Target} PRIVATE clangTidy clang-cpp LLVM)
    return()
  endif()
  file(GLOB Archives ${LLVM_LIBRARY_DIR}/libclang[A-Z]*.a ${LLVM_LIBRARY_DIR}/libLLVM*.a)
  # clang-tidy's own checks register themselves; nothing refers to them.
  list(FILTER Archives EXCLUDE REGEX "libclangTidy(Main|Plugin|[A-Za-z]+Module)[.]a$")
  if(NOT Archives MATCHES "libclangTidy[.]a" OR NOT Archives MATCHES "libLLVMSupport[.]a")
    message(FATAL_ERROR "no archives of LLVM in ${LLVM_LIBRARY_DIR}: configure with "
      "-DCTX_STATIC_LLVM=OFF to link with its shared libraries")
  endif()
  list(JOIN Archives "," Group)
  target_link_libraries(${Target} PRIVATE "$<LINK_GROUP:RESCAN,${Group}>")
  # What the archives need of the system; LLVM's own targets are in the group.
  get_target_property(System LLVMSupport INTERFACE_LINK_LIBRARIES)
  list(FILTER System EXCLUDE REGEX "^LLVM")
  target_link_libraries(${Target} PRIVATE ${System})
  target_link_options(${Target} PRIVATE
    -Wl,--gc-sections
    # Addresses are still random; this spares half the work of making them so.
    $<$<BOOL:${CTX_PACKED_RELOCATIONS}>:-Wl,-z,pack-relative-relocs>
    $<$<CONFIG:Release>:-Wl,--strip-all>)
endfunction()
