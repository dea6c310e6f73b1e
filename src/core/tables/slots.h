/* A table's slots: how a word is hashed and found. For table.c, and for those who look up so many
 * words that a call for each is too much. */
#ifndef WORD_COUNT_SLOTS_H
#define WORD_COUNT_SLOTS_H

#include "kernels/bytes.h"
#include "table.h"

#include <string.h>

enum { WC_INLINE_BYTES = 16 };

/* A word of `size` <= 16 bytes is its first 16 bytes, zeros after it, and a longer one a pointer.
 */
typedef union {
    uint64_t halves[2];
    const uint8_t *bytes;
} wc_key;

/* Half a cache line. */
struct wc_slot {
    wc_key key;
    uint64_t count;
    uint64_t mark; /* 0: free. The lowest byte says where the word is, the rest is of its hash. */
};

/* In the lowest byte of a mark: the size of a word in the slot and 1, or WC_ELSEWHERE. */
enum { WC_ELSEWHERE = WC_INLINE_BYTES + 2 };

static inline size_t wc_place(const wc_slot *slot)
{
    return slot->mark & 0xff;
}

/* Words that are not in their slots have their sizes before them. */
typedef struct {
    size_t size;
    uint8_t bytes[];
} wc_far_word;

static inline const wc_far_word *wc_far_word_of(const wc_slot *slot)
{
    return (const wc_far_word *)(const void *)(slot->key.bytes - offsetof(wc_far_word, bytes));
}

struct wc_word {
    wc_key key;
    size_t size; /* in bytes */
    uint64_t hash, mark;
};

/* The process's secret, never changed once the code is loaded. */
extern uint64_t wc_secret[4];

/* Both halves of a product, mixed: each bit of it depends on all bits of both factors (Wang Yi,
 * wyhash, 2019). */
static inline uint64_t wc_mix(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 wide;
    const wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
#else
    const uint64_t half = UINT32_MAX;
    const uint64_t low = (a & half) * (b & half), high = (a >> 32) * (b >> 32);
    const uint64_t one = (a >> 32) * (b & half), other = (a & half) * (b >> 32);
    const uint64_t middle = (low >> 32) + (one & half) + (other & half);
    return (low & half) ^ middle << 32 ^ (high + (one >> 32) + (other >> 32) + (middle >> 32));
#endif
}

/* The hash of a word of up to 16 bytes. Those that differ in zeros at their end only have the same.
 */
static inline uint64_t wc_hash_key(uint64_t low, uint64_t high)
{
    return wc_mix(low ^ wc_secret[0], high ^ wc_secret[1]);
}

/* The mark of a word of `size` <= 16 bytes. */
static inline uint64_t wc_mark_of(uint64_t hash, size_t size)
{
    return hash << 8 | (size + 1);
}

static inline wc_word wc_word_of_key(uint64_t low, uint64_t high, size_t size)
{
    const uint64_t hash = wc_hash_key(low, high);
    return (wc_word){
        .key = {.halves = {low, high}}, .size = size, .hash = hash, .mark = wc_mark_of(hash, size)};
}

/* A word of `size` bytes, which are borrowed where there are more than 16. */
wc_word wc_word_of(const uint8_t *bytes, size_t size);

static inline const wc_part *wc_part_of(const wc_table *table, uint64_t hash)
{
    return &table->parts[hash >> 58 & table->part_mask];
}

/* Which of a part's slots, by 32 bits of the hash: in their order, so that it needs no division. */
static inline uint32_t wc_home(const wc_part *part, uint64_t hash)
{
    return (uint32_t)((uint64_t)(uint32_t)(hash >> 26) * part->capacity >> 32);
}

/* The slot at which a word is looked for first. */
static inline wc_slot *wc_first_slot(const wc_table *table, uint64_t hash)
{
    const wc_part *part = wc_part_of(table, hash);
    return &part->slots[wc_home(part, hash)];
}

/* Whether a slot with a word's mark has the word. */
static inline bool wc_is_in_slot(const wc_slot *slot, const wc_word *word)
{
    if (__builtin_expect(word->size <= WC_INLINE_BYTES, 1)) {
        return ((slot->key.halves[0] ^ word->key.halves[0]) |
                (slot->key.halves[1] ^ word->key.halves[1])) == 0;
    }
    return wc_far_word_of(slot)->size == word->size &&
           same_bytes(slot->key.bytes, word->key.bytes, word->size);
}

/* The slot that has the word, or the free one where it would be. */
static inline wc_slot *wc_find_slot(const wc_part *part, const wc_word *word)
{
    wc_slot *slot = &part->slots[wc_home(part, word->hash)];
    while (slot->mark != 0 && (slot->mark != word->mark || !wc_is_in_slot(slot, word))) {
        slot = slot + 1 < part->slots + part->capacity ? slot + 1 : part->slots;
    }
    return slot;
}

#endif
