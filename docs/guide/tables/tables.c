/* tables: counts every word of a text on several threads. Three functions give the same
 * counts; they differ in what the threads share: a table under a lock, a table without
 * a lock, or no table. The text must end in a zero byte, as that of a bytes object
 * does. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* A word is a longest run of bytes that are neither white space nor zero. */
typedef struct {
    const char *begin;
    size_t size;
    uint64_t hash;
} word;

static bool in_word(char c)
{
    return c != '\0' && c != ' ' && !(c >= '\t' && c <= '\r');
}

static bool begins(const char *text, const char *at)
{
    return in_word(*at) && (at == text || !in_word(at[-1]));
}

/* The word that begins at `begin`. Its hash is FNV-1a. */
static word word_at(const char *begin)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    size_t size = 0;
    for (; in_word(begin[size]); size++) {
        hash = (hash ^ (unsigned char)begin[size]) * UINT64_C(0x100000001b3);
    }
    return (word){begin, size, hash};
}

/* Whether the word that begins at `begin` is the same as w. */
static bool same(const char *begin, const word *w)
{
    size_t i = 0;
    while (i < w->size && begin[i] == w->begin[i]) {
        i++;
    }
    return i == w->size && !in_word(begin[i]);
}

/* A table for one thread at a time. All zeros is an empty one. */
typedef struct {
    const char *word; /* where it first stands in the text; NULL: the slot is free */
    size_t count;
} slot;

typedef struct {
    slot *slots;
    size_t capacity, used; /* the capacity is 0 or a power of two */
} table;

/* The slot that has the word, or the free one where it belongs. */
static slot *find(const table *t, const word *w)
{
    size_t i = w->hash & (t->capacity - 1);
    while (t->slots[i].word && !same(t->slots[i].word, w)) {
        i = (i + 1) & (t->capacity - 1);
    }
    return &t->slots[i];
}

static bool grow(table *t)
{
    table larger = {NULL, t->capacity ? 2 * t->capacity : 256, t->used};
    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (!larger.slots) {
        return false;
    }
    for (size_t i = 0; i < t->capacity; i++) {
        if (t->slots[i].word) {
            const word w = word_at(t->slots[i].word);
            *find(&larger, &w) = t->slots[i];
        }
    }
    free(t->slots);
    *t = larger;
    return true;
}

/* Adds `times` to the word's count. Returns false if memory is refused. */
static bool add_times(table *t, const word *w, size_t times)
{
    if (t->used >= t->capacity / 2 && !grow(t)) {
        return false;
    }
    slot *s = find(t, w);
    if (!s->word) {
        s->word = w->begin;
        t->used++;
    }
    s->count += times;
    return true;
}

/* Sharing out. */

/* LINE: bytes of a cache line, or of the two that a CPU fetches together. */
enum { MOST_THREADS = 64, LINE = 128 };

/* A thread's share of the text: the words that begin in [at, end). `add` adds a word to
 * what `to` points to, and returns false if it cannot. */
typedef bool adder(void *to, const word *w);
typedef struct {
    _Alignas(LINE) const char *at;
    const char *text, *end;
    adder *add;
    void *to;
    bool failed;
} share;

static void *count_share(void *argument)
{
    share *s = argument;
    while (s->at < s->end && !s->failed) {
        if (begins(s->text, s->at)) {
            const word w = word_at(s->at);
            s->failed = !s->add(s->to, &w);
            s->at += w.size;
        } else {
            s->at++;
        }
    }
    return NULL;
}

/* Adds all words, shared out over threads; this one takes the first share. Thread i
 * adds to what lies i times `apart` bytes from `to`. Returns false if one failed. */
static bool count_shares(const char *text, size_t size, unsigned threads, adder *add,
                         void *to, size_t apart)
{
    pthread_t ids[MOST_THREADS];
    share shares[MOST_THREADS];
    bool started[MOST_THREADS] = {false};
    const size_t each = size / threads;
    for (unsigned i = 0; i < threads; i++) {
        const char *end = text + (i == threads - 1 ? size : (i + 1) * each);
        shares[i] =
            (share){.at = text + i * each, .text = text, .end = end, .add = add};
        shares[i].to = (char *)to + i * apart;
        started[i] = i > 0 && !pthread_create(&ids[i], NULL, count_share, &shares[i]);
    }
    bool counted = true;
    for (unsigned i = 0; i < threads; i++) {
        if (started[i]) {
            pthread_join(ids[i], NULL);
        } else {
            count_share(&shares[i]);
        }
        counted = counted && !shares[i].failed;
    }
    return counted;
}

/* What a caller gets of each word: where it first stands, its size, its count. */
typedef struct {
    size_t begin, size, count;
} entry;

static entry entry_of(const char *text, const char *begin, size_t count)
{
    return (entry){(size_t)(begin - text), word_at(begin).size, count};
}

static entry *list(const table *t, const char *text, size_t *length)
{
    entry *entries = malloc((t->used + 1) * sizeof *entries);
    *length = 0;
    for (size_t i = 0; entries && i < t->capacity; i++) {
        if (t->slots[i].word) {
            entries[(*length)++] = entry_of(text, t->slots[i].word, t->slots[i].count);
        }
    }
    return entries;
}

/* One table under a lock. */

typedef struct {
    pthread_mutex_t lock;
    table table;
} locked_table;

static bool add_locked(void *to, const word *w)
{
    locked_table *t = to;
    pthread_mutex_lock(&t->lock);
    const bool added = add_times(&t->table, w, 1);
    pthread_mutex_unlock(&t->lock);
    return added;
}

/* Counts on 1 to 64 threads. Returns entries, for `release`; NULL if memory is refused.
 */
entry *count_locked(const char *text, size_t size, unsigned threads, size_t *length)
{
    locked_table all = {PTHREAD_MUTEX_INITIALIZER, {NULL, 0, 0}};
    const bool counted = count_shares(text, size, threads, add_locked, &all, 0);
    entry *entries = counted ? list(&all.table, text, length) : NULL;
    free(all.table.slots);
    pthread_mutex_destroy(&all.lock);
    return entries;
}

/* One table without a lock. */

typedef struct {
    _Atomic(const char *) word;
    atomic_size_t count;
} atomic_slot;

typedef struct {
    atomic_slot *slots;
    size_t capacity; /* a power of two, and fixed */
} atomic_table;

static bool add_lock_free(void *to, const word *w)
{
    const atomic_table *t = to;
    for (size_t step = 0; step < t->capacity; step++) {
        atomic_slot *s = &t->slots[(w->hash + step) & (t->capacity - 1)];
        const char *there = atomic_load_explicit(&s->word, memory_order_relaxed);
        if (!there && atomic_compare_exchange_strong_explicit(
                          &s->word, &there, w->begin, memory_order_relaxed,
                          memory_order_relaxed)) {
            there = w->begin;
        }
        if (same(there, w)) {
            atomic_fetch_add_explicit(&s->count, 1, memory_order_relaxed);
            return true;
        }
    }
    return false;
}

static entry *list_atomic(const atomic_table *t, const char *text, size_t *length)
{
    entry *entries = malloc(t->capacity * sizeof *entries);
    *length = 0;
    for (size_t i = 0; entries && i < t->capacity; i++) {
        const char *begin = t->slots[i].word;
        if (begin) {
            entries[(*length)++] = entry_of(text, begin, t->slots[i].count);
        }
    }
    return entries;
}

/* Counts as count_locked does. NULL, too, if there are more words than the capacity, a
 * power of two. */
entry *count_lock_free(const char *text, size_t size, unsigned threads, size_t *length,
                       size_t capacity)
{
    atomic_table all = {calloc(capacity, sizeof *all.slots), capacity};
    const bool counted =
        all.slots && count_shares(text, size, threads, add_lock_free, &all, 0);
    entry *entries = counted ? list_atomic(&all, text, length) : NULL;
    free(all.slots);
    return entries;
}

/* A table for each thread. */

typedef struct {
    _Alignas(LINE) table table;
} own_table;

static bool add_own(void *to, const word *w)
{
    return add_times(to, w, 1);
}

/* Adds the counts of a table to those of another. */
static bool merge(table *t, const table *from)
{
    bool added = true;
    for (size_t i = 0; added && i < from->capacity; i++) {
        if (from->slots[i].word) {
            const word w = word_at(from->slots[i].word);
            added = add_times(t, &w, from->slots[i].count);
        }
    }
    return added;
}

/* Counts as count_locked does. */
entry *count_own(const char *text, size_t size, unsigned threads, size_t *length)
{
    own_table tables[MOST_THREADS] = {{{NULL, 0, 0}}};
    bool counted = count_shares(text, size, threads, add_own, tables, sizeof *tables);
    for (unsigned i = 1; i < threads; i++) {
        counted = counted && merge(&tables[0].table, &tables[i].table);
    }
    entry *entries = counted ? list(&tables[0].table, text, length) : NULL;
    for (unsigned i = 0; i < threads; i++) {
        free(tables[i].table.slots);
    }
    return entries;
}

void release(entry *entries)
{
    free(entries);
}

/* False sharing. */

/* Only one thread adds, but the compiler may not keep the count in a register. */
static bool add_one(void *to, const word *w)
{
    (void)w;
    atomic_size_t *counter = to;
    const size_t before = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, before + 1, memory_order_relaxed);
    return true;
}

/* Returns how many words there are, by a counter for each thread. The counters lie so
 * many bytes apart: sizeof(size_t), 8, or LINE. */
size_t count_all(const char *text, size_t size, unsigned threads, size_t apart)
{
    enum { EACH = sizeof(atomic_size_t) };
    _Alignas(LINE) atomic_size_t counters[MOST_THREADS * LINE / EACH] = {0};
    (void)count_shares(text, size, threads, add_one, counters, apart);
    size_t found = 0;
    for (unsigned i = 0; i < threads; i++) {
        found += counters[i * apart / EACH];
    }
    return found;
}
