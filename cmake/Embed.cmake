# chancery_embed_bytes(TARGET SYMBOL FILE): links the file's bytes into TARGET, to be read through
#   extern const unsigned char SYMBOL_begin[], SYMBOL_end[];
function(chancery_embed_bytes target symbol file)
  set(source ${CMAKE_BINARY_DIR}/generated/${symbol}.S)
  file(CONFIGURE OUTPUT ${source} CONTENT
"    .section .rodata
    .global ${symbol}_begin
    .global ${symbol}_end
    .balign 16
${symbol}_begin:
    .incbin \"${file}\"
${symbol}_end:
    .byte 0
    .section .note.GNU-stack,\"\",@progbits
")
  set_source_files_properties(${source} PROPERTIES LANGUAGE C COMPILE_OPTIONS "-xassembler-with-cpp" OBJECT_DEPENDS ${file})
  target_sources(${target} PRIVATE ${source})
endfunction()
