# What is built once for every LLVM that a plugin is made for.
file(GLOB CTX_LIB_SOURCES CONFIGURE_DEPENDS
  checks/core/*.cpp checks/model/*.cpp checks/analysis/*.cpp checks/facts/*.cpp)
# Every .cpp directly in checks/ is one check.
file(GLOB CTX_CHECK_SOURCES CONFIGURE_DEPENDS checks/*.cpp)

# ctx_checks(<major> <suffix>)
# The checks against the headers of LLVM <major>:
#   ctx_options<suffix>  how to compile against them
#   ctx_lib<suffix>      what checks stand on
#   ctx_checks<suffix>   the checks
# LLVM's own packages can be found once in a build. Other versions are their
# headers alone: a plugin links with nothing.
function(ctx_checks Major Suffix)
  set(Include /usr/lib/llvm-${Major}/include)
  if(NOT EXISTS ${Include}/clang-tidy/ClangTidyCheck.h)
    message(FATAL_ERROR "the plugin for clang-tidy ${Major} needs libclang-${Major}-dev "
      "and llvm-${Major}-dev: install them with scripts/bootstrap --majors, or leave "
      "${Major} out of CTX_TIDY_PLUGIN_MAJORS")
  endif()
  add_library(ctx_options${Suffix} INTERFACE)
  target_include_directories(ctx_options${Suffix} INTERFACE ${CMAKE_SOURCE_DIR}/checks)
  target_include_directories(ctx_options${Suffix} SYSTEM INTERFACE ${Include})
  target_compile_definitions(ctx_options${Suffix} INTERFACE ${CTX_LLVM_DEFINITIONS}
    CTX_VERSION="${PROJECT_VERSION}" CTX_LLVM_MAJOR=${Major})
  target_compile_options(ctx_options${Suffix} INTERFACE
    # Everywhere alike, programs too: one precompiled header serves all targets.
    -fPIC
    -Wall -Wextra -Wno-unused-parameter -fno-exceptions
    $<$<NOT:$<BOOL:${LLVM_ENABLE_RTTI}>>:-fno-rtti>
    # Without it ccache sees a new precompiled header on every build.
    $<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>)

  # No self-registered objects here, so an archive is safe.
  add_library(ctx_lib${Suffix} STATIC ${CTX_LIB_SOURCES}
    ${CMAKE_BINARY_DIR}/generated/BuiltinModels.cpp)
  add_dependencies(ctx_lib${Suffix} ctx_models)
  target_link_libraries(ctx_lib${Suffix} PUBLIC ctx_options${Suffix})
  target_precompile_headers(ctx_lib${Suffix} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/Pch.h)

  # An OBJECT library: a linker drops self-registered objects from an archive,
  # without a word.
  add_library(ctx_checks${Suffix} OBJECT ${CTX_CHECK_SOURCES})
  target_link_libraries(ctx_checks${Suffix} PUBLIC ctx_options${Suffix})
  target_precompile_headers(ctx_checks${Suffix} REUSE_FROM ctx_lib${Suffix})
endfunction()
