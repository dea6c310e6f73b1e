/* A table of words and how often each was counted: one thread's, without a lock.
 *
 * Open addressing with linear probing. A slot is half a cache line, and has all of a word of up to
 * 16 bytes in it; a longer word lies elsewhere. A word's hash is keyed by a secret of the process,
 * so no text can be made whose words collide. Slots are taken in the order of hashes, and a table
 * that grows by half is copied in that order.
 *
 * A table that has grown has 64 parts, told apart by the hash, which grow one at a time and at
 * different times: so none takes long. Parts are also what tables are merged by.
 */
#ifndef WORD_COUNT_TABLE_H
#define WORD_COUNT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WC_INLINE_BYTES = 16, WC_PARTS = 64 };

/* A word of `size` <= 16 bytes is its first 16 bytes, zeros after it, and a longer one a pointer.
 */
typedef union {
    uint64_t halves[2];
    const uint8_t *bytes;
} wc_key;

typedef struct {
    wc_key key;
    uint64_t count;
    uint32_t tag;  /* of the hash; for words that are not in the slot */
    uint32_t kind; /* WC_FREE, or the size of a word in the slot and 1, or WC_ELSEWHERE */
} wc_slot;

enum { WC_FREE = 0, WC_ELSEWHERE = WC_INLINE_BYTES + 2 };

typedef struct {
    wc_slot *slots;
    uint32_t capacity, used, most; /* it grows beyond the most that are used */
} wc_part;

/* Memory for words that are not in their slots, in blocks. */
typedef struct wc_words_block wc_words_block;

typedef struct {
    wc_part parts[WC_PARTS];
    bool is_divided; /* else only the first part is in use */
    wc_words_block *blocks;
    size_t left; /* bytes in the first block */
} wc_table;

/* A word that is looked for: as a key, with its size in bytes and its hash. */
typedef struct {
    wc_key key;
    size_t size;
    uint64_t hash;
} wc_word;

/* Makes an empty table. Returns false if memory is refused. */
bool wc_table_make(wc_table *table);

/* Copies a table, but for words that are not in their slots: `from` must be kept as long. Returns
 * false if memory is refused. */
bool wc_table_copy(wc_table *table, const wc_table *from);

void wc_table_release(wc_table *table);

/* A word of `size` bytes, which are borrowed where there are more than 16. */
wc_word wc_word_of(const uint8_t *bytes, size_t size);

/* The same of 16 bytes, of which those from `size` on are zeros. */
wc_word wc_word_of_key(uint64_t low, uint64_t high, size_t size);

/* Adds `times` to a word's count; copies the word when it is new. O(size). Returns false, and
 * changes nothing, if memory is refused. */
bool wc_table_add(wc_table *table, const wc_word *word, uint64_t times);

/* Adds to a word's count if the table has it. */
void wc_table_add_known(wc_table *table, const wc_word *word, uint64_t times);

/* The count of a word; 0 if the table has it not. */
uint64_t wc_table_count(const wc_table *table, const wc_word *word);

/* Fetches the slot at which a word is looked for first. */
void wc_table_prefetch(const wc_table *table, const wc_word *word);

/* Divides a table into parts. Returns false if memory is refused; then nothing is lost. */
bool wc_table_divide(wc_table *table);

/* Adds a part's counts to those of another table, where both are divided or neither is, and empties
 * it. Words that are not in their slots stay where they are: `from` must be kept as long as
 * `table`. Different parts may be merged by different threads at once. Returns false if memory is
 * refused. */
bool wc_table_merge_part(wc_table *table, wc_table *from, unsigned part);

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
