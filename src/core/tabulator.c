/* The sink that counts every word: from bounds to words, and into tables. */
#include "bounds.h"
#include "table_slots.h"
#include "tasks.h"
#include "threads/pool.h"
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    BATCH = 64, /* words */
    GROWTH = 4, /* a byte of UTF-8 may fold to so many */
};

/* A thread's work on a text. */
typedef struct {
    wc_tabulator *tabulator;
    wc_table *table;
    const uint8_t *end; /* of the text */
    unsigned width;
    uint8_t *scratch; /* for words that are folded one unit at a time */
    size_t scratch_size;
} taker;

static void fail(wc_tabulator *tabulator, int error)
{
    atomic_store_explicit(&tabulator->sink.failure, error, memory_order_relaxed);
}

/* Adds a word to the table, or where there is a vocabulary, if that has it. */
static __attribute__((noinline)) void add_word(const taker *t, const wc_word *word, uint64_t times)
{
    wc_slot *slot = wc_find_slot(wc_part_of(t->table, word->hash), word);
    if (slot->mark != 0) {
        slot->count += times;
    } else if (!t->tabulator->vocabulary && !wc_table_add(t->table, word, times)) {
        fail(t->tabulator, ENOMEM);
    }
}

static void add_empty(const taker *t, uint32_t times)
{
    if (times > 0) {
        const wc_word empty = wc_word_of(NULL, 0);
        add_word(t, &empty, times);
    }
}

/* Folding. */

/* Letters of ASCII in lower case, in bytes of ASCII (Hacker's Delight, section 6-1). */
static inline uint64_t lower(uint64_t ascii)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t from_a = ascii + ones * (0x80 - 'A'), beyond_z = ascii + ones * (0x7f - 'Z');
    return ascii | (from_a & ~beyond_z & ones * 0x80) >> 2;
}

/* The bits that no unit of ASCII has. */
static inline uint64_t not_ascii(unsigned width)
{
    return width == 1   ? UINT64_C(0x8080808080808080)
           : width == 2 ? UINT64_C(0xff80ff80ff80ff80)
                        : UINT64_C(0xffffff80ffffff80);
}

/* Folds `size` bytes of whole units to `folded`, which has room for GROWTH times as many. Returns
 * how many there are. */
static size_t fold_units(const wc_words *words, unsigned width, const uint8_t *bytes, size_t size,
                         uint8_t *folded)
{
    size_t made = 0;
    if (words->is_utf8) {
        for (size_t i = 0; i < size;) {
            uint32_t c;
            i += wc_utf8_decode(bytes + i, size - i, &c);
            made += wc_utf8_encode(wc_fold_unit(words->fold, c), folded + made);
        }
        return made;
    }
    const wc_text text = {bytes, size / width, width};
    const uint64_t limit = UINT64_C(1) << 8 * width;
    for (size_t i = 0; i < text.length; i++) {
        const uint32_t unit = wc_unit(&text, i), to = wc_fold_unit(words->fold, unit);
        wc_put_unit(folded, width, i, to < limit ? to : unit);
    }
    return size;
}

static bool reserve_scratch(taker *t, size_t size)
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
static __attribute__((noinline)) void add_folded(taker *t, const uint8_t *bytes, size_t size)
{
    enum { USUAL = 256 };
    if (size > PTRDIFF_MAX / GROWTH ||
        !reserve_scratch(t, GROWTH * (size < USUAL ? USUAL : size))) {
        fail(t->tabulator, ENOMEM);
        return;
    }
    const size_t made = fold_units(&t->tabulator->words, t->width, bytes, size, t->scratch);
    const wc_word word = wc_word_of(t->scratch, made);
    add_word(t, &word, 1);
}

static __attribute__((noinline)) void add_unfolded(const taker *t, const uint8_t *bytes,
                                                   size_t size)
{
    const wc_word word = wc_word_of(bytes, size);
    add_word(t, &word, 1);
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
    *own = size < PTRDIFF_MAX / GROWTH ? malloc(GROWTH * size + 1) : NULL;
    if (*own) {
        const size_t made = fold_units(&tabulator->words, tabulator->width, bytes, size, *own);
        *word = wc_word_of(*own, made);
    }
    return *own;
}

/* Words. */

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

/* Makes a waiting word of what is in [bytes, bytes + size); one that is not in its slot, or needs a
 * longer way to be folded, is added at once. Returns whether there is a word that waits. */
static inline __attribute__((always_inline)) bool make_word(taker *t, const uint8_t *bytes,
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
        if (!t->tabulator->folds_ascii || ((key[0] | key[1]) & not_ascii(width))) {
            add_folded(t, bytes, size);
            return false;
        }
        key[0] = lower(key[0]);
        key[1] = lower(key[1]);
    }
    const uint64_t hash = wc_hash_key(key[0], key[1]);
    *word = (waiting_word){{key[0], key[1]}, wc_mark_of(hash, size), wc_first_slot(t->table, hash)};
    __builtin_prefetch(word->slot, 1);
    return true;
}

/* Takes one word. */
static void take_word(taker *t, const uint8_t *begin, const uint8_t *end)
{
    const size_t size = (size_t)(end - begin);
    if (t->tabulator->words.fold) {
        add_folded(t, begin, size);
    } else {
        add_unfolded(t, begin, size);
    }
}

/* Adds words that wait; `changes` are those of the table when the first slot was looked for. */
static inline void add_waiting(const taker *t, const waiting_word *words, unsigned length,
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
static inline __attribute__((always_inline)) void take_pairs(taker *t, const uint8_t *base,
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

/* From where on what follows a text may change its bounds, unless it is over. */
static size_t decided_before(const wc_words *words, const wc_text *text, bool is_over)
{
    const size_t open = words->class ? (words->is_utf8 ? WC_UTF8_MOST - 1 : 0) : 1;
    return is_over ? text->length + 1 : text->length > open ? text->length - open : 0;
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
static inline __attribute__((always_inline)) size_t take_words(taker *t, const wc_text *text,
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
        add_empty(t, bounds.empty);
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

typedef size_t words_taker(taker *t, const wc_text *text, size_t begin, size_t end, size_t decided);

/* A function for each width, with folding or without. */
#define TAKE_WORDS(width, folds)                                                                   \
    static size_t take_words_##width##_##folds(taker *t, const wc_text *text, size_t begin,        \
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

static words_taker *words_taker_for(unsigned width, bool folds)
{
    static words_taker *const takers[][2] = {{take_words_1_0, take_words_1_1},
                                             {take_words_2_0, take_words_2_1},
                                             {take_words_4_0, take_words_4_1}};
    return takers[width / 2][folds];
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
    taker t = {.tabulator = tabulator,
               .table = table_for(tabulator, slot),
               .end = (const uint8_t *)text->units + text->length * text->width,
               .width = text->width};
    if (!t.table) {
        fail(tabulator, ENOMEM);
        return end;
    }
    const wc_words *words = &tabulator->words;
    const size_t decided = decided_before(words, text, is_over);
    size_t stop = end < text->length ? end : text->length;
    stop = stop < decided ? stop : decided;
    const size_t open =
        words_taker_for(text->width, words->fold != NULL)(&t, text, begin, stop, decided);
    add_empty(&t, is_over && end > text->length && wc_ends_in_empty_word(words, text));
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

static void drop_table(wc_tabulator *tabulator, unsigned slot)
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
        drop_table(tabulator, i);
    }
}

/* The merge. */

typedef struct {
    wc_job job; /* first: the pool hands it back to merge_part */
    wc_tabulator *tabulator;
    unsigned first; /* part */
} merge_job;

static void merge_part(wc_job *job, size_t chunk, unsigned slot)
{
    (void)slot;
    const merge_job *j = (const merge_job *)job;
    wc_table **tables = j->tabulator->tables;
    for (unsigned i = 1; i < WC_MAX_THREADS; i++) {
        if (tables[i] && !wc_table_merge_part(tables[0], tables[i], j->first + (unsigned)chunk)) {
            fail(j->tabulator, ENOMEM);
        }
    }
}

/* Puts a table into the first place, where there is one, and divides all if one is. Returns how
 * many parts there are to be merged. */
static unsigned prepare_merge(wc_tabulator *tabulator)
{
    wc_table **tables = tabulator->tables;
    bool is_divided = false;
    unsigned there = 0;
    for (unsigned i = 0; i < WC_MAX_THREADS; i++) {
        wc_table *table = tables[i];
        if (table) {
            tables[i] = NULL;
            tables[there++] = table;
            is_divided |= table->part_mask != 0;
        }
    }
    for (unsigned i = 0; is_divided && there > 1 && i < there; i++) {
        if (!wc_table_divide(tables[i])) {
            fail(tabulator, ENOMEM);
        }
    }
    return there < 2 ? 0 : is_divided ? WC_PARTS : 1;
}

static wc_outcome resume_merge(wc_task *task, unsigned threads, uint64_t budget_ns)
{
    wc_merge *merge = (wc_merge *)task;
    if (!merge->is_prepared) {
        merge->parts = prepare_merge(merge->tabulator);
        merge->is_prepared = true;
    }
    if (merge->position < merge->parts && !*task->failure) {
        merge_job j = {.job = {.run = merge_part, .chunks = merge->parts - merge->position},
                       .tabulator = merge->tabulator,
                       .first = merge->position};
        merge->position += (unsigned)wc_pool_run(&j.job, threads, budget_ns);
    }
    if (merge->position < merge->parts) {
        return WC_MORE;
    }
    for (unsigned i = 1; i < WC_MAX_THREADS && !*task->failure; i++) {
        if (merge->tabulator->tables[i]) {
            wc_table_adopt(merge->tabulator->tables[0], merge->tabulator->tables[i]);
            drop_table(merge->tabulator, i);
        }
    }
    return WC_DONE;
}

void wc_merge_begin(wc_merge *merge, wc_tabulator *tabulator)
{
    *merge = (wc_merge){.task = {.resume = resume_merge, .failure = &tabulator->sink.failure},
                        .tabulator = tabulator};
}
