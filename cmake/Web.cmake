# The staff application: target `web_assets` carries web/ as files in the binary. Rebuilt only when web/ changes.
set(web ${CMAKE_SOURCE_DIR}/web)
set(web_out ${CMAKE_BINARY_DIR}/web)
file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${web}/src/* ${web}/public/*)
add_custom_command(
  OUTPUT ${web_out}/staff_application.cpp ${web_out}/staff_application.S
  COMMAND ${web}/build ${web_out}
  DEPENDS ${web_sources} ${web}/index.html ${web}/package.json ${web}/package-lock.json ${web}/vite.config.js
          ${web}/svelte.config.js ${web}/tsconfig.json ${web}/install ${web}/build ${web}/embed.mjs
  COMMENT "Building the staff application"
  VERBATIM)
set_source_files_properties(${web_out}/staff_application.S PROPERTIES
  LANGUAGE C COMPILE_OPTIONS "-xassembler-with-cpp")
add_library(web_assets STATIC ${web_out}/staff_application.cpp ${web_out}/staff_application.S)
target_include_directories(web_assets PRIVATE ${CMAKE_SOURCE_DIR}/src)

if(CHANCERY_TESTS)
  add_test(NAME web.unit COMMAND ${NODE} --test "tests/*.test.ts" WORKING_DIRECTORY ${web})
  add_test(NAME web.types COMMAND ${web}/check)
  set_tests_properties(web.unit web.types PROPERTIES LABELS web TIMEOUT 300)
endif()
