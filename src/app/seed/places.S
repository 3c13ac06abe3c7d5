/* The table of places as it was compressed at build time, between two symbols. */
    .section .rodata
    .global marketplace_places_begin
    .global marketplace_places_end
    .balign 16
marketplace_places_begin:
    .incbin PLACES_TABLE
marketplace_places_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
