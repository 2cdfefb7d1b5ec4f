# chancery_module(NAME USES modules… LINKS libraries…)
#
# One static library from src/NAME/*.cpp. The only place a dependency between modules is declared; the test
# `layers.store` fails on any include that is not. src/NAME/migrations/<database>/*.sql become
# `std::span<const store::Migration> chancery::NAME::migrations()`.
function(chancery_module name)
  cmake_parse_arguments(ARG "" "" "USES;LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  chancery_migrations(${name} migrations)
  if(NOT sources)
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  else()
    add_library(${name} STATIC ${sources} ${migrations})
    set(scope PUBLIC)
  endif()
  target_include_directories(${name} ${scope} ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${name} ${scope} ${ARG_USES} ${ARG_LINKS})
endfunction()

# Writes the source that holds a module's migrations, in the order of their names.
function(chancery_migrations module out)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${module}/migrations/*/*.sql)
  if(NOT files)
    set(${out} "" PARENT_SCOPE)
    return()
  endif()
  set(rows "")
  foreach(file IN LISTS files)
    set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} sql)
    get_filename_component(migration ${file} NAME_WE)
    get_filename_component(folder ${file} DIRECTORY)
    get_filename_component(database ${folder} NAME)
    string(APPEND rows "    {\"${database}\", \"${module}\", \"${migration}\", R\"sql(${sql})sql\"},\n")
  endforeach()
  set(source ${CMAKE_BINARY_DIR}/generated/${module}_migrations.cpp)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
// Generated from src/@module@/migrations.
#include <span>

#include "store/store.hpp"

namespace chancery::@module@ {

std::span<const store::Migration> migrations() {
  static constexpr store::Migration kMigrations[] = {
@rows@  };
  return kMigrations;
}

}  // namespace chancery::@module@
]])
  set(${out} ${source} PARENT_SCOPE)
endfunction()

# chancery_tests(MODULE USES modules…): tests/unit/MODULE/*_test.cpp, one executable, one ctest entry.
function(chancery_tests module)
  cmake_parse_arguments(ARG "" "" "USES;LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/${module}/*_test.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${module}_tests ${sources})
  target_include_directories(${module}_tests PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${module}_tests PRIVATE ${module} ${ARG_USES} ${ARG_LINKS} GTest::gmock_main GTest::gtest)
  target_compile_definitions(${module}_tests PRIVATE CHANCERY_SOURCE="${CMAKE_SOURCE_DIR}")
  add_test(NAME unit.${module} COMMAND ${module}_tests)
  set_tests_properties(unit.${module} PROPERTIES LABELS unit TIMEOUT 300)
endfunction()

# chancery_fuzz(PARSER USES modules…): fuzz/fuzz_PARSER.cpp with the corpus fuzz/corpus/PARSER/. Linked with
# libFuzzer under the preset `fuzz`, else with fuzz/replay_main.cpp, which replays the corpus as a test.
function(chancery_fuzz parser)
  cmake_parse_arguments(ARG "" "" "USES" ${ARGN})
  add_executable(fuzz_${parser} fuzz_${parser}.cpp)
  target_link_libraries(fuzz_${parser} PRIVATE ${ARG_USES})
  if(CHANCERY_FUZZ)
    target_link_options(fuzz_${parser} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzzers fuzz_${parser})
  else()
    target_link_libraries(fuzz_${parser} PRIVATE replay_main)
    add_test(NAME fuzz.${parser} COMMAND fuzz_${parser} ${CMAKE_SOURCE_DIR}/fuzz/corpus/${parser})
    set_tests_properties(fuzz.${parser} PROPERTIES LABELS fuzz TIMEOUT 120)
  endif()
endfunction()
