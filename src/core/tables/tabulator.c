/* The sink that counts every word. */
#include "tabulator.h"
#include "folding.h"
#include "slots.h"

#include <errno.h>
#include <stdlib.h>

/* From where on what follows a text may change its bounds, unless it is over. */
static size_t decided_before(const wc_words *words, const wc_text *text, bool is_over)
{
    const size_t open = words->class ? (words->is_utf8 ? WC_UTF8_MOST - 1 : 0) : 1;
    return is_over ? text->length + 1 : text->length > open ? text->length - open : 0;
}

/* The slot's table, made when it is first needed. */
static wc_table *table_for(wc_tabulator *tabulator, unsigned slot)
{
    if (!tabulator->tables[slot]) {
        wc_table *table = malloc(sizeof *table);
        const bool right =
            table && (tabulator->vocabulary ? wc_table_copy(table, tabulator->vocabulary)
                                            : wc_table_make(table));
        if (!right) {
            free(table);
            return NULL;
        }
        tabulator->tables[slot] = table;
    }
    return tabulator->tables[slot];
}

static size_t take(wc_sink *sink, const wc_text *text, size_t begin, size_t end, bool is_over,
                   unsigned slot)
{
    wc_tabulator *tabulator = (wc_tabulator *)sink;
    if (atomic_load_explicit(&sink->failure, memory_order_relaxed)) {
        return end;
    }
    wc_taker t = {.tabulator = tabulator,
                  .table = table_for(tabulator, slot),
                  .end = (const uint8_t *)text->units + text->length * text->width,
                  .width = text->width};
    if (!t.table) {
        wc_tabulator_fail(tabulator, ENOMEM);
        return end;
    }
    const wc_words *words = &tabulator->words;
    const size_t decided = decided_before(words, text, is_over);
    size_t stop = end < text->length ? end : text->length;
    stop = stop < decided ? stop : decided;
    const size_t open = wc_take_words(&t, text, begin, stop, decided);
    wc_take_empty(&t, is_over && end > text->length && wc_ends_in_empty_word(words, text));
    free(t.scratch);
    if (open != SIZE_MAX) {
        return open;
    }
    return is_over || stop == end ? end : stop > begin ? stop : begin;
}

static bool folds_as_ascii(const wc_fold *fold)
{
    for (uint32_t c = 0; fold && c < 0x80; c++) {
        const bool is_upper = c >= 'A' && c <= 'Z';
        if (wc_fold_unit(fold, c) != (is_upper ? c + ('a' - 'A') : c)) {
            return false;
        }
    }
    return true;
}

void wc_tabulator_init(wc_tabulator *tabulator, const wc_words *words, unsigned width,
                       const wc_table *vocabulary)
{
    *tabulator = (wc_tabulator){
        .sink = {.take = take, .units_before = wc_units_before(words)},
        .words = *words,
        .width = width,
        .vocabulary = vocabulary,
        .folds_ascii = folds_as_ascii(words->fold),
    };
}

/* A word as it is counted. `own` is memory to be freed, or NULL. Returns false if memory is
 * refused. */
static bool word_as_counted(const wc_tabulator *tabulator, const void *bytes, size_t size,
                            wc_word *word, uint8_t **own)
{
    *own = NULL;
    if (!tabulator->words.fold) {
        *word = wc_word_of(bytes, size);
        return true;
    }
    *own = size < PTRDIFF_MAX / WC_FOLD_GROWTH ? malloc(WC_FOLD_GROWTH * size + 1) : NULL;
    if (*own) {
        const size_t made = wc_fold_word(&tabulator->words, tabulator->width, bytes, size, *own);
        *word = wc_word_of(*own, made);
    }
    return *own;
}

bool wc_vocabulary_add(const wc_tabulator *tabulator, wc_table *vocabulary, const void *bytes,
                       size_t size, bool *is_new)
{
    wc_word word;
    uint8_t *own;
    if (!word_as_counted(tabulator, bytes, size, &word, &own)) {
        return false;
    }
    const size_t before = wc_table_size(vocabulary);
    const bool right = wc_table_add(vocabulary, &word, 0);
    *is_new = right && wc_table_size(vocabulary) > before;
    free(own);
    return right;
}

bool wc_tabulator_count(const wc_tabulator *tabulator, const void *bytes, size_t size,
                        uint64_t *count)
{
    wc_word word;
    uint8_t *own;
    if (!word_as_counted(tabulator, bytes, size, &word, &own)) {
        return false;
    }
    *count = tabulator->tables[0] ? wc_table_count(tabulator->tables[0], &word) : 0;
    free(own);
    return true;
}

bool wc_tabulator_move(wc_tabulator *tabulator, wc_tabulator *from)
{
    /* A table of the other's must not be the first one: long words are where its vocabulary is. */
    if (tabulator->vocabulary && !table_for(tabulator, 0)) {
        return false;
    }
    unsigned slot = 0;
    while (slot < WC_MAX_THREADS - 1 && tabulator->tables[slot]) {
        slot++;
    }
    tabulator->tables[slot] = from->tables[0];
    from->tables[0] = NULL;
    return true;
}

void wc_tabulator_drop(wc_tabulator *tabulator, unsigned slot)
{
    if (tabulator->tables[slot]) {
        wc_table_release(tabulator->tables[slot]);
        free(tabulator->tables[slot]);
        tabulator->tables[slot] = NULL;
    }
}

void wc_tabulator_release(wc_tabulator *tabulator)
{
    for (unsigned i = 0; i < WC_MAX_THREADS; i++) {
        wc_tabulator_drop(tabulator, i);
    }
}
