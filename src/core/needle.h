/* What a prepared needle holds. Callers need its size only; kernels read its fields. */
#ifndef WORD_COUNT_NEEDLE_H
#define WORD_COUNT_NEEDLE_H

#include "classes.h"

/* How a kernel verifies the candidates that its masks find (kernels/block_template.h). */
typedef enum {
    WC_ABSENT,       /* no text has it */
    WC_EMPTY,        /* the empty word */
    WC_PROBES_ONLY,  /* up to four units: its probes are all of it (block_template.h) */
    WC_ALL_AT_ONCE,  /* its inner units are compared for all candidates of a block at once */
    WC_MANY_AT_ONCE, /* the same where a block has many, each by itself where it has few */
    WC_ONE_BY_ONE,   /* each candidate is compared by itself */
    WC_LONG,         /* the same, and it is longer than a mask reaches */
    WC_BY_START,     /* words of UTF-8 whose case does not matter: those that begin like it */
} wc_strategy;

/* The units of a needle that masks can reach: fewer than a mask has bits. The rest of a longer
 * needle is compared candidate by candidate. */
enum { WC_MAX_OFFSET = 62, WC_MAX_OTHERS = 4, WC_MOST_PROBES = 4 };

/* Units of the texts' width. */
typedef union {
    uint8_t of_8[WC_MAX_OFFSET];
    uint16_t of_16[WC_MAX_OFFSET];
    uint32_t of_32[WC_MAX_OFFSET];
} wc_head;

struct wc_needle {
    wc_text word;   /* the needle itself, in units of its own width */
    unsigned width; /* of the texts */
    wc_words words;
    wc_strategy strategy;
    bool ends_in_cr;
    unsigned probes[WC_MOST_PROBES]; /* the places of the units that are looked for first */
    unsigned probe_count;            /* two, or all of a needle of up to four */
    size_t checked;                  /* its first units, known to hold no separator */

    /* Its first units in the texts' width, where that is not its own, or case does not matter. Then
     * unit k of the text's word may be that of any of the heads, of which some may be the same. */
    wc_head heads[WC_MOST_VARIANTS];
    bool differs_in_a_bit; /* each unit has two variants at most, which differ in one bit at most */

    /* For UTF-8 whose case does not matter. The first two bytes of characters that are the same as
     * one of an ASCII needle, but not ASCII (K, ſ, ı): in a text that has none, bytes are compared.
     */
    unsigned others;
    uint8_t other_bytes[WC_MAX_OTHERS][2];
    /* Bytes that a word which equals the needle may begin with, and have second. */
    wc_set first_bytes, second_bytes;
};

#endif
