# The table of terms the annotator reads (src/text/term_table.hpp), made by a program from the lists in src/text/ and
# from ICU's names of countries, and linked into `text`.
set(text_source ${CMAKE_SOURCE_DIR}/src/text)
file(GLOB make_terms_sources CONFIGURE_DEPENDS ${text_source}/tables/*.cpp)
add_executable(make_terms ${make_terms_sources}
  ${text_source}/agenda.cpp ${text_source}/countries.cpp ${text_source}/fold.cpp ${text_source}/utf8.cpp)
target_include_directories(make_terms PRIVATE ${CMAKE_SOURCE_DIR}/src)
target_link_libraries(make_terms PRIVATE base ICU::uc ICU::i18n)

file(GLOB term_lists CONFIGURE_DEPENDS
  ${text_source}/agenda/*.tsv ${text_source}/demonyms/*.tsv ${text_source}/countries/*.tsv)
set(terms ${CMAKE_BINARY_DIR}/generated/terms.bin)
add_custom_command(OUTPUT ${terms} COMMAND make_terms ${text_source} ${terms}
  DEPENDS make_terms ${term_lists} COMMENT "Making the table of terms" VERBATIM)
add_custom_target(terms_table DEPENDS ${terms})
chancery_embed_bytes(text chancery_terms ${terms})
add_dependencies(text terms_table)
