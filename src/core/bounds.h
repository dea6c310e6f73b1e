/* Where words begin and end: what the kernels tell those who want all words of a text. */
#ifndef WORD_COUNT_BOUNDS_H
#define WORD_COUNT_BOUNDS_H

#include "word_count.h"

enum {
    WC_BOUNDS_UNITS = 2048, /* units that are looked at at once */
    WC_BOUNDS_ROOM = WC_BOUNDS_UNITS + 64 + 16,
};

typedef struct {
    uint32_t units;      /* in: how many are looked at, at most WC_BOUNDS_UNITS */
    bool begins_in_word; /* the first of the bounds is the end of a word that begins before */
    uint32_t empty;      /* empty words among the units */
    uint32_t count;      /* of the bounds */
    uint32_t bounds[WC_BOUNDS_ROOM]; /* in turns: where a word begins, and the unit after it */
} wc_bounds;

/* Finds the bounds of words in [position, position + bounds->units), position < text->length; as
 * positions from the first of these units on, in their order, and up to 63 units farther. The
 * text's length may be an end. Empty words only are counted; that at a text's very end
 * (wc_ends_in_empty_word) is not among them. */
void wc_find_bounds(const wc_words *words, const wc_text *text, size_t position, wc_bounds *bounds);

#endif
