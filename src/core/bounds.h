/* Where words begin and end: what the kernels tell those who want all words of a text. */
#ifndef WORD_COUNT_BOUNDS_H
#define WORD_COUNT_BOUNDS_H

#include "word_count.h"

enum {
    WC_BOUNDS_UNITS = 2048, /* units that are looked at at once */
    WC_BOUNDS_ROOM = WC_BOUNDS_UNITS + 8,
};

/* Positions from the first of the units on, in their order. Begins and ends take turns; the first
 * end may be that of a word that begins before. */
typedef struct {
    uint32_t units; /* in: a multiple of 64, at most WC_BOUNDS_UNITS */
    uint32_t begin_count, end_count;
    uint32_t begins[WC_BOUNDS_ROOM]; /* of words, as far as the text goes */
    uint32_t ends[WC_BOUNDS_ROOM];   /* the unit after a word; the text's length is one, too */
} wc_bounds;

/* Finds them in [position, position + bounds->units), position <= text->length. The empty word at a
 * text's very end (wc_ends_in_empty_word) is not among them. */
void wc_find_bounds(const wc_words *words, const wc_text *text, size_t position, wc_bounds *bounds);

#endif
