/* From bounds to words, and into a thread's table. */
#include "bounds.h"
#include "folding.h"
#include "slots.h"
#include "tabulator.h"

#include <errno.h>
#include <stdlib.h>

enum { BATCH = 64 }; /* words */

/* Adds a word to the table, or where there is a vocabulary, if that has it. */
static __attribute__((noinline)) void add_word(const wc_taker *t, const wc_word *word,
                                               uint64_t times)
{
    wc_slot *slot = wc_find_slot(wc_part_of(t->table, word->hash), word);
    if (slot->mark != 0) {
        slot->count += times;
    } else if (!t->tabulator->vocabulary && !wc_table_add(t->table, word, times)) {
        wc_tabulator_fail(t->tabulator, ENOMEM);
    }
}

void wc_take_empty(const wc_taker *t, uint32_t times)
{
    if (times > 0) {
        const wc_word empty = wc_word_of(NULL, 0);
        add_word(t, &empty, times);
    }
}

static bool reserve_scratch(wc_taker *t, size_t size)
{
    if (size > t->scratch_size) {
        uint8_t *scratch = realloc(t->scratch, size);
        if (!scratch) {
            return false;
        }
        t->scratch = scratch;
        t->scratch_size = size;
    }
    return true;
}

/* Adds a word that is folded one unit at a time. */
static __attribute__((noinline)) void add_folded(wc_taker *t, const uint8_t *bytes, size_t size)
{
    enum { USUAL = 256 };
    if (size > PTRDIFF_MAX / WC_FOLD_GROWTH ||
        !reserve_scratch(t, WC_FOLD_GROWTH * (size < USUAL ? USUAL : size))) {
        wc_tabulator_fail(t->tabulator, ENOMEM);
        return;
    }
    const size_t made = wc_fold_word(&t->tabulator->words, t->width, bytes, size, t->scratch);
    const wc_word word = wc_word_of(t->scratch, made);
    add_word(t, &word, 1);
}

static __attribute__((noinline)) void add_unfolded(const wc_taker *t, const uint8_t *bytes,
                                                   size_t size)
{
    const wc_word word = wc_word_of(bytes, size);
    add_word(t, &word, 1);
}

/* The first 16 bytes at `bytes`, zeros from `size` on; `end` is where the text ends. */
static inline void load_key(const uint8_t *bytes, size_t size, const uint8_t *end, uint64_t key[2])
{
    static const uint8_t masks[2 * WC_INLINE_BYTES] = {255, 255, 255, 255, 255, 255, 255, 255,
                                                       255, 255, 255, 255, 255, 255, 255, 255};
    if (__builtin_expect(end - bytes >= WC_INLINE_BYTES, 1)) {
        uint64_t mask[2];
        memcpy(mask, masks + WC_INLINE_BYTES - size, sizeof mask);
        memcpy(key, bytes, WC_INLINE_BYTES);
        key[0] &= mask[0];
        key[1] &= mask[1];
    } else {
        key[0] = key[1] = 0;
        memcpy(key, bytes, size);
    }
}

/* A word that is hashed before it is looked up, while its slot is fetched. */
typedef struct {
    uint64_t key[2], mark;
    wc_slot *slot; /* where it is looked for first */
} waiting_word;

/* Makes a waiting word of what is in [bytes, bytes + size). One that is too long for a slot, or is
 * not folded as ASCII, is added at once. Returns whether there is a word that waits. */
static inline __attribute__((always_inline)) bool make_word(wc_taker *t, const uint8_t *bytes,
                                                            size_t size, unsigned width, bool folds,
                                                            waiting_word *word)
{
    if (__builtin_expect(size > WC_INLINE_BYTES, 0)) {
        if (folds) {
            add_folded(t, bytes, size);
        } else {
            add_unfolded(t, bytes, size);
        }
        return false;
    }
    uint64_t key[2];
    load_key(bytes, size, t->end, key);
    if (folds) {
        if (!t->tabulator->folds_ascii || ((key[0] | key[1]) & wc_not_ascii(width))) {
            add_folded(t, bytes, size);
            return false;
        }
        key[0] = wc_lower(key[0]);
        key[1] = wc_lower(key[1]);
    }
    const uint64_t hash = wc_hash_key(key[0], key[1]);
    *word = (waiting_word){{key[0], key[1]}, wc_mark_of(hash, size), wc_first_slot(t->table, hash)};
    __builtin_prefetch(word->slot, 1);
    return true;
}

/* Takes one word. */
static void take_word(wc_taker *t, const uint8_t *begin, const uint8_t *end)
{
    const size_t size = (size_t)(end - begin);
    if (t->tabulator->words.fold) {
        add_folded(t, begin, size);
    } else {
        add_unfolded(t, begin, size);
    }
}

/* Adds words that wait. `changes` is table->changes from before their slots were computed: if it
 * is another now, slots may have moved. */
static inline void add_waiting(const wc_taker *t, const waiting_word *words, unsigned length,
                               size_t changes)
{
    for (unsigned i = 0; i < length; i++) {
        const waiting_word *w = &words[i];
        const wc_slot *slot = w->slot;
        const bool is_there =
            t->table->changes == changes && slot->mark == w->mark &&
            ((slot->key.halves[0] ^ w->key[0]) | (slot->key.halves[1] ^ w->key[1])) == 0;
        if (__builtin_expect(is_there, 1)) {
            w->slot->count++;
        } else {
            const wc_word word = wc_word_of_key(w->key[0], w->key[1], (w->mark & 0xff) - 1);
            add_word(t, &word, 1);
        }
    }
}

/* Takes the words between so many pairs of bounds, in units from `base` on. */
static inline __attribute__((always_inline)) void take_pairs(wc_taker *t, const uint8_t *base,
                                                             const uint32_t *bounds, uint32_t pairs,
                                                             unsigned width, bool folds)
{
    waiting_word words[BATCH];
    for (uint32_t done = 0; done < pairs;) {
        const uint32_t end = pairs - done < BATCH ? pairs : done + BATCH;
        const size_t changes = t->table->changes;
        unsigned made = 0;
        for (; done < end; done++) {
            const uint8_t *bytes = base + (size_t)bounds[2 * done] * width;
            const size_t size = (size_t)(bounds[2 * done + 1] - bounds[2 * done]) * width;
            made += make_word(t, bytes, size, width, folds, &words[made]);
        }
        add_waiting(t, words, made, changes);
    }
}

static uint32_t units_for(size_t positions)
{
    return positions < WC_BOUNDS_UNITS ? (uint32_t)positions : WC_BOUNDS_UNITS;
}

/* Where the word ends that goes on at `position`; `decided` if that is not known. */
static size_t end_of_word(const wc_words *words, const wc_text *text, size_t position,
                          size_t decided, wc_bounds *bounds)
{
    const size_t end = decided < text->length ? decided : text->length;
    for (; position < end; position += bounds->units) {
        bounds->units = units_for(end - position);
        wc_find_bounds(words, text, position, bounds);
        if (bounds->count > 0) {
            const size_t found = position + bounds->bounds[0];
            return found < decided ? found : decided;
        }
    }
    return end;
}

/* How many of the bounds to look at: beginnings before `end`, and ends before `decided`. */
static uint32_t bounds_wanted(const wc_bounds *bounds, size_t position, size_t end, size_t decided)
{
    uint32_t count = bounds->count;
    while (count > 0 && position + bounds->bounds[count - 1] >= decided) {
        count--;
    }
    /* The last one may be an end beyond `end`, but only of a word that begins before that. */
    while (count > 1 && position + bounds->bounds[count - 2] >= end) {
        count--;
    }
    const bool is_beginning = count % 2 != bounds->begins_in_word;
    const bool is_beyond = count > 0 && position + bounds->bounds[count - 1] >= end;
    return is_beginning && is_beyond ? count - 1 : count;
}

/* Takes the words that begin in [begin, end), end <= length and <= decided. Returns the beginning
 * of the one that ends at or after `decided`, or SIZE_MAX. */
static inline __attribute__((always_inline)) size_t take_words(wc_taker *t, const wc_text *text,
                                                               size_t begin, size_t end,
                                                               size_t decided, unsigned width,
                                                               bool folds)
{
    const wc_words *words = &t->tabulator->words;
    const uint8_t *units = text->units;
    wc_bounds bounds;
    size_t open = SIZE_MAX; /* where a word began whose end has not come */
    size_t position = begin;
    for (; position < end; position += bounds.units) {
        bounds.units = units_for(end - position);
        wc_find_bounds(words, text, position, &bounds);
        wc_take_empty(t, bounds.empty);
        const uint32_t count = bounds_wanted(&bounds, position, end, decided);
        const uint32_t first = count > 0 && bounds.begins_in_word;
        if (first && open != SIZE_MAX) {
            take_word(t, units + open * width, units + (position + bounds.bounds[0]) * width);
        }
        open = first ? SIZE_MAX : open;
        take_pairs(t, units + position * width, bounds.bounds + first, (count - first) / 2, width,
                   folds);
        if ((count - first) % 2) {
            open = position + bounds.bounds[count - 1];
        }
    }
    if (open != SIZE_MAX) {
        const size_t word_end = end_of_word(words, text, position, decided, &bounds);
        if (word_end == decided) {
            return open;
        }
        take_word(t, units + open * width, units + word_end * width);
    }
    return SIZE_MAX;
}

typedef size_t words_taker(wc_taker *t, const wc_text *text, size_t begin, size_t end,
                           size_t decided);

/* A function for each width, with folding or without. */
#define TAKE_WORDS(width, folds)                                                                   \
    static size_t take_words_##width##_##folds(wc_taker *t, const wc_text *text, size_t begin,     \
                                               size_t end, size_t decided)                         \
    {                                                                                              \
        return take_words(t, text, begin, end, decided, width, folds);                             \
    }
TAKE_WORDS(1, 0)
TAKE_WORDS(1, 1)
TAKE_WORDS(2, 0)
TAKE_WORDS(2, 1)
TAKE_WORDS(4, 0)
TAKE_WORDS(4, 1)

size_t wc_take_words(wc_taker *t, const wc_text *text, size_t begin, size_t end, size_t decided)
{
    static words_taker *const takers[][2] = {{take_words_1_0, take_words_1_1},
                                             {take_words_2_0, take_words_2_1},
                                             {take_words_4_0, take_words_4_1}};
    const bool folds = t->tabulator->words.fold != NULL;
    return takers[t->width / 2][folds](t, text, begin, end, decided);
}
