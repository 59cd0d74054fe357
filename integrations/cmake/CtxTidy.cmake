# CtxTidy.cmake - ctx-tidy in a CMake build (CMake 3.19 or newer)
#
#   find_package(CtxTidy REQUIRED)          # where it is installed, or
#   include(.../integrations/cmake/CtxTidy.cmake)
#
#   set(CMAKE_EXPORT_COMPILE_COMMANDS ON)   # before the targets
#   add_executable(server main.cpp)
#   ctx_tidy_target(server)                 # cmake --build build --target ctx-tidy-server
#
# ctx_tidy_target(<target> [FIX] [NAME <name>] [OPTIONS <option>...])
#   Adds the target <name> (default: ctx-tidy-<target>), which builds <target>,
#   so that generated files are there, and runs ctx-tidy over its C++ sources
#   with the commands of this build. It fails where ctx-tidy's exit code is not 0.
#   FIX repairs the sources. OPTIONS go to ctx-tidy: OPTIONS --exit-zero
#
# Inside clang-tidy, while the code is compiled:
#   set(CMAKE_CXX_CLANG_TIDY ${CTX_TIDY_CLANG_TIDY} --warnings-as-errors=ctx-*)
#
# Variables, all of them to be set by hand if need be:
#   CTX_TIDY_EXECUTABLE     the program
#   CTX_TIDY_MAJOR          which clang-tidy: 14, 15, 16, 19 or 22; without it,
#                           the newest that is there with its plugin
#   CTX_TIDY_PLUGIN         a plugin elsewhere: .../ctx-tidy-plugin-22.so
#   CTX_TIDY_CLANG_TIDY     result: clang-tidy with plugin and checks; empty
#                           where the plugin or its clang-tidy is missing

include_guard(GLOBAL)

# Beside the installed module, then in the build folder of a source tree.
get_filename_component(_ctx_tidy_build "${CMAKE_CURRENT_LIST_DIR}/../../build" ABSOLUTE)
find_program(CTX_TIDY_EXECUTABLE ctx-tidy
  HINTS ${CTX_TIDY_BIN_DIR} ${_ctx_tidy_build}/bin
  DOC "ctx-tidy, the program")
# "clang-tidy" without a number may be any version; a plugin loads into its own.
set(_ctx_tidy_majors 22 19 16 15 14)
if(CTX_TIDY_PLUGIN MATCHES "ctx-tidy-plugin-([0-9]+)\\.so$")
  set(_ctx_tidy_majors ${CMAKE_MATCH_1})
elseif(CTX_TIDY_MAJOR)
  set(_ctx_tidy_majors ${CTX_TIDY_MAJOR})
endif()
set(CTX_TIDY_CLANG_TIDY "")
foreach(_ctx_tidy_major IN LISTS _ctx_tidy_majors)
  set(_ctx_tidy_plugin "${CTX_TIDY_PLUGIN}")
  if(NOT _ctx_tidy_plugin)
    find_file(CTX_TIDY_PLUGIN_${_ctx_tidy_major} ctx-tidy-plugin-${_ctx_tidy_major}.so
      HINTS ${CTX_TIDY_PLUGIN_DIR} ${_ctx_tidy_build}/lib
      PATHS /usr/lib/ctx-tidy /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/ctx-tidy
        /usr/local/lib/ctx-tidy
      DOC "ctx-tidy's checks for clang-tidy ${_ctx_tidy_major}")
    set(_ctx_tidy_plugin "${CTX_TIDY_PLUGIN_${_ctx_tidy_major}}")
  endif()
  find_program(CTX_TIDY_CLANG_TIDY_${_ctx_tidy_major} clang-tidy-${_ctx_tidy_major}
    HINTS /usr/lib/llvm-${_ctx_tidy_major}/bin
    DOC "clang-tidy ${_ctx_tidy_major}")
  if(_ctx_tidy_plugin AND CTX_TIDY_CLANG_TIDY_${_ctx_tidy_major})
    # Only ctx checks: if the plugin does not load, clang-tidy has no check left
    # to run and fails, where it would go on without ctx-tidy otherwise.
    set(CTX_TIDY_CLANG_TIDY
      "${CTX_TIDY_CLANG_TIDY_${_ctx_tidy_major}};--load=${_ctx_tidy_plugin};--checks=-*,ctx-*;--quiet")
    break()
  endif()
endforeach()

function(ctx_tidy_target Target)
  cmake_parse_arguments(PARSE_ARGV 1 Arg "FIX" "NAME" "OPTIONS")
  if(Arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "ctx_tidy_target: unknown argument '${Arg_UNPARSED_ARGUMENTS}'; "
      "options of ctx-tidy come after OPTIONS")
  endif()
  if(NOT CTX_TIDY_EXECUTABLE)
    message(FATAL_ERROR "ctx_tidy_target: ctx-tidy is not found; set CTX_TIDY_EXECUTABLE")
  endif()
  if(NOT TARGET ${Target})
    message(FATAL_ERROR "ctx_tidy_target: there is no target '${Target}'")
  endif()
  get_target_property(Alias ${Target} ALIASED_TARGET)
  if(Alias)
    set(Target ${Alias})
  endif()
  get_target_property(Type ${Target} TYPE)
  get_target_property(Imported ${Target} IMPORTED)
  if(Imported OR NOT Type MATCHES "^(EXECUTABLE|(STATIC|SHARED|MODULE|OBJECT)_LIBRARY)$")
    message(FATAL_ERROR "ctx_tidy_target: '${Target}' compiles nothing here")
  endif()
  get_target_property(Exported ${Target} EXPORT_COMPILE_COMMANDS)
  if(NOT Exported)
    message(FATAL_ERROR "ctx_tidy_target: '${Target}' is not in compile_commands.json; "
      "set(CMAKE_EXPORT_COMPILE_COMMANDS ON) before the target is added")
  endif()
  if(NOT CMAKE_GENERATOR MATCHES "Ninja|Makefiles")
    message(FATAL_ERROR "ctx_tidy_target: CMake's generator '${CMAKE_GENERATOR}' writes no "
      "compile_commands.json; use Ninja or Makefiles")
  endif()
  get_target_property(Unity ${Target} UNITY_BUILD)
  if(Unity)
    message(FATAL_ERROR "ctx_tidy_target: '${Target}' is a unity build, which does not "
      "compile its sources one by one; configure a folder without it for ctx-tidy")
  endif()

  if(NOT Arg_NAME)
    set(Arg_NAME ctx-tidy-${Target})
  endif()
  # What the target holds when the project is read to its end, however it was added.
  cmake_language(EVAL CODE "cmake_language(DEFER DIRECTORY [[${CMAKE_SOURCE_DIR}]]
    CALL _ctx_tidy_sources [[${Target}]])")
  set(Sources "$<TARGET_GENEX_EVAL:${Target},$<TARGET_PROPERTY:${Target},CTX_TIDY_SOURCES>>")
  set(Sources "$<FILTER:${Sources},INCLUDE,\\.(cc|cpp|cxx|c\\+\\+|cppm|ixx|C|CC|CPP|CXX)$>")
  if(Arg_FIX)
    list(APPEND Arg_OPTIONS --fix)
  endif()
  add_custom_target(${Arg_NAME}
    COMMAND ${CTX_TIDY_EXECUTABLE} -p "${CMAKE_BINARY_DIR}" ${Arg_OPTIONS} "${Sources}"
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" # what paths in reports are relative to
    COMMENT "ctx-tidy: ${Target}"
    COMMAND_EXPAND_LISTS USES_TERMINAL VERBATIM)
  add_dependencies(${Arg_NAME} ${Target})
endfunction()

# Sets CTX_TIDY_SOURCES: the target's sources, absolute. Relative ones lie where
# CMake looks for them.
function(_ctx_tidy_sources Target)
  get_target_property(Sources ${Target} SOURCES)
  get_target_property(Folder ${Target} SOURCE_DIR)
  get_target_property(Build ${Target} BINARY_DIR)
  set(All)
  foreach(Source IN LISTS Sources)
    if(NOT IS_ABSOLUTE "${Source}" AND NOT Source MATCHES "\\$<")
      if(EXISTS "${Folder}/${Source}")
        set(Source "${Folder}/${Source}")
      else()
        set(Source "${Build}/${Source}")
      endif()
    endif()
    list(APPEND All "${Source}")
  endforeach()
  set_target_properties(${Target} PROPERTIES CTX_TIDY_SOURCES "${All}")
endfunction()
