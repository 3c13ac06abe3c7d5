/* The browser side as ui/pack.mjs packed it, between two symbols. */
    .section .rodata
    .global marketplace_website_begin
    .global marketplace_website_end
    .balign 16
marketplace_website_begin:
    .incbin WEBSITE_PACK
marketplace_website_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
