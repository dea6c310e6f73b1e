/* What the tabulator's files share: tabulator.c begins and ends, take_words.c adds the words of a
 * text to a table, merge.c adds up tables. */
#ifndef WORD_COUNT_TABULATOR_H
#define WORD_COUNT_TABULATOR_H

#include "tasks.h"

static inline void wc_tabulator_fail(wc_tabulator *tabulator, int error)
{
    atomic_store_explicit(&tabulator->sink.failure, error, memory_order_relaxed);
}

/* Frees the table of a slot, if it has one. */
void wc_tabulator_drop(wc_tabulator *tabulator, unsigned slot);

/* A thread's work on a text. */
typedef struct {
    wc_tabulator *tabulator;
    wc_table *table;
    const uint8_t *end; /* of the text */
    unsigned width;
    uint8_t *scratch; /* for words that are folded one unit at a time; to be freed */
    size_t scratch_size;
} wc_taker;

/* Adds the words that begin in [begin, end), end <= length and <= decided: from `decided` on, the
 * text may still change. Returns the beginning of the word that ends at or after `decided`, or
 * SIZE_MAX. O(end - begin), and the length of the last word. */
size_t wc_take_words(wc_taker *taker, const wc_text *text, size_t begin, size_t end,
                     size_t decided);

/* Adds the empty word so many times. */
void wc_take_empty(const wc_taker *taker, uint32_t times);

#endif
