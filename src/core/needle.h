/* What a prepared needle holds. Callers need its size only; kernels read its fields. */
#ifndef WORD_COUNT_NEEDLE_H
#define WORD_COUNT_NEEDLE_H

/* How a kernel verifies the candidates that its masks find (kernels/count_template.h). */
typedef enum {
    WC_ABSENT,      /* no text has it: it holds a separator, or a unit that the width cannot */
    WC_EMPTY,       /* the empty word */
    WC_ENDS_ONLY,   /* one or two units: its first and last unit are all of it */
    WC_ALL_AT_ONCE, /* its inner units are compared for all candidates of a block at once */
    WC_ONE_BY_ONE,  /* each candidate is compared by itself */
    WC_LONG,        /* the same, and it is longer than a mask reaches */
} wc_strategy;

/* The units of a needle that masks can reach: fewer than a mask has bits. The rest of a longer
 * needle is compared candidate by candidate. */
enum { WC_MAX_OFFSET = 62 };

struct wc_needle {
    wc_text word;   /* the needle itself, in units of its own width */
    unsigned width; /* of the texts */
    wc_strategy strategy;
    bool ends_in_cr;
    size_t checked; /* its first units, known to hold no separator */
    uint32_t
        head[WC_MAX_OFFSET]; /* its first units in the texts' width, where that is not its own */
};

#endif
