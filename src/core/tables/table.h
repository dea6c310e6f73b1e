/* A table of words and how often each was counted: one thread's, without a lock.
 *
 * Open addressing with linear probing. A slot is half a cache line, and has all of a word of up to
 * 16 bytes in it; a longer word lies elsewhere. A word's hash is keyed by a secret of the process,
 * so no text can be made whose words collide. Slots are taken in the order of hashes, and a table
 * that grows by half is copied in that order, frequent words first.
 *
 * A table that has grown has 64 parts, told apart by the hash, which grow one at a time and at
 * different times: so none takes long. Parts are also what tables are merged by.
 */
#ifndef WORD_COUNT_TABLE_H
#define WORD_COUNT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WC_PARTS = 64 };

typedef struct wc_slot wc_slot;

typedef struct {
    wc_slot *slots;
    uint32_t capacity, used, most; /* it grows beyond the most that are used */
} wc_part;

typedef struct {
    wc_part parts[WC_PARTS];
    unsigned part_mask;            /* WC_PARTS - 1 once it is divided, before 0 */
    size_t changes;                /* words that were new: after one, slots may have moved */
    struct wc_words_block *blocks; /* of words that are not in their slots */
    size_t left;                   /* bytes in the first block */
} wc_table;

/* A word to be looked for, as slots.h has it. */
typedef struct wc_word wc_word;

/* Makes an empty table. Returns false if memory is refused. */
bool wc_table_make(wc_table *table);

/* Copies a table, but for words that are not in their slots: `from` must be kept as long. Returns
 * false if memory is refused. */
bool wc_table_copy(wc_table *table, const wc_table *from);

void wc_table_release(wc_table *table);

/* Adds `times` to a word's count; copies the word when it is new. O(size). Returns false, and
 * changes nothing, if memory is refused. */
bool wc_table_add(wc_table *table, const wc_word *word, uint64_t times);

/* The count of a word; 0 if the table has it not. */
uint64_t wc_table_count(const wc_table *table, const wc_word *word);

/* Divides a table into parts. Returns false if memory is refused; then nothing is lost. */
bool wc_table_divide(wc_table *table);

/* Adds a part's counts to those of another table, where both are divided or neither is, and empties
 * it. Words that are not in their slots stay where they are: `from` must be kept as long as
 * `table`. Different parts may be merged by different threads at once. Returns false if memory is
 * refused. */
bool wc_table_merge_part(wc_table *table, wc_table *from, unsigned part);

/* Takes over the memory of another table's words. */
void wc_table_adopt(wc_table *table, wc_table *from);

/* The number of words. */
size_t wc_table_size(const wc_table *table);

/* A place in a table: all zeros is its beginning. */
typedef struct {
    unsigned part;
    uint32_t slot;
} wc_cursor;

typedef struct {
    const uint8_t *bytes;
    size_t size;
    uint64_t count;
} wc_entry;

/* The next word from the cursor on. Returns false at the end. */
bool wc_table_next(const wc_table *table, wc_cursor *cursor, wc_entry *entry);

#endif
