#define _POSIX_C_SOURCE 200809L /* posix_memalign */
#include "table.h"
#include "slots.h"

#include <stdlib.h>
#include <string.h>

enum {
    FIRST_CAPACITY = 256,     /* slots of a new table */
    DIVIDED_FROM = 32 * 1024, /* words: from there on it has parts */
    BLOCK_BYTES = 64 * 1024,  /* of words that are not in their slots */
    CACHE_LINE = 64,
};

/* Slots. */

static bool part_make(wc_part *part, uint32_t capacity)
{
    void *slots;
    const uint64_t bytes = (uint64_t)capacity * sizeof(wc_slot);
    if (bytes > PTRDIFF_MAX || posix_memalign(&slots, CACHE_LINE, (size_t)bytes) != 0) {
        return false;
    }
    memset(slots, 0, (size_t)bytes);
    *part = (wc_part){slots, capacity, 0, capacity - capacity / 5};
    return true;
}

static wc_word word_in(const wc_slot *slot)
{
    if (wc_place(slot) == WC_ELSEWHERE) {
        const wc_far_word *word = wc_far_word_of(slot);
        return wc_word_of(word->bytes, word->size);
    }
    return wc_word_of_key(slot->key.halves[0], slot->key.halves[1], wc_place(slot) - 1);
}

/* Where slots are copied to: a part, or by the hash one of 64. */
typedef struct {
    wc_part *parts;
    unsigned part_mask;
} target;

static bool part_grow(wc_part *part);

static bool copy_slot(const target *to, const wc_slot *slot)
{
    const wc_word word = word_in(slot);
    wc_part *part = &to->parts[word.hash >> 58 & to->part_mask];
    if (part->used >= part->most && !part_grow(part)) {
        return false;
    }
    *wc_find_slot(part, &word) = *slot;
    part->used++;
    return true;
}

/* Copies all slots, those of frequent words before the others: so that they are found at once,
 * while rare ones may have to make way. Returns false if memory is refused. */
static bool copy_slots(const target *to, const wc_part *from)
{
    enum { FREQUENT = 8 };
    for (int rare = 0; rare < 2; rare++) {
        for (uint32_t i = 0; i < from->capacity; i++) {
            const wc_slot *slot = &from->slots[i];
            if (slot->mark != 0 && rare == (slot->count < FREQUENT) && !copy_slot(to, slot)) {
                return false;
            }
        }
    }
    return true;
}

/* Makes room in a part, by half. */
static bool part_grow(wc_part *part)
{
    wc_part larger;
    if (part->capacity > UINT32_MAX / 2 ||
        !part_make(&larger, part->capacity + part->capacity / 2)) {
        return false;
    }
    (void)copy_slots(&(target){&larger, 0}, part); /* it has room for all */
    free(part->slots);
    *part = larger;
    return true;
}

/* Words that are not in their slots. */

typedef struct wc_words_block wc_words_block;
struct wc_words_block {
    wc_words_block *next;
    size_t size;
    uint8_t bytes[];
};

static size_t room_for(size_t size)
{
    enum { ALIGNMENT = sizeof(size_t) };
    return (sizeof(wc_far_word) + size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* Copies a word; NULL if memory is refused. */
static const uint8_t *keep_word(wc_table *table, const wc_word *word)
{
    if (word->size > PTRDIFF_MAX / 2) {
        return NULL;
    }
    const size_t room = room_for(word->size);
    if (room > table->left) {
        const size_t size = room > BLOCK_BYTES ? room : BLOCK_BYTES;
        wc_words_block *block = malloc(sizeof *block + size);
        if (!block) {
            return NULL;
        }
        *block = (wc_words_block){.next = table->blocks, .size = size};
        table->blocks = block;
        table->left = size;
    }
    wc_words_block *block = table->blocks;
    wc_far_word *kept = (wc_far_word *)(void *)(block->bytes + block->size - table->left);
    table->left -= room;
    kept->size = word->size;
    memcpy(kept->bytes, word->key.bytes, word->size);
    return kept->bytes;
}

/* Tables. */

bool wc_table_make(wc_table *table)
{
    *table = (wc_table){.blocks = NULL};
    return part_make(&table->parts[0], FIRST_CAPACITY);
}

bool wc_table_copy(wc_table *table, const wc_table *from)
{
    *table = (wc_table){.part_mask = from->part_mask};
    for (unsigned i = 0; i < WC_PARTS && from->parts[i].capacity > 0; i++) {
        if (!part_make(&table->parts[i], from->parts[i].capacity)) {
            wc_table_release(table);
            return false;
        }
        memcpy(table->parts[i].slots, from->parts[i].slots,
               from->parts[i].capacity * sizeof(wc_slot));
        table->parts[i].used = from->parts[i].used;
    }
    return true;
}

void wc_table_release(wc_table *table)
{
    for (unsigned i = 0; i < WC_PARTS; i++) {
        free(table->parts[i].slots);
    }
    while (table->blocks) {
        wc_words_block *next = table->blocks->next;
        free(table->blocks);
        table->blocks = next;
    }
    *table = (wc_table){.blocks = NULL};
}

/* The capacity of a part of a table that is divided: so that parts grow at different times, each
 * has up to half more than the first one. */
static uint32_t first_capacity(uint32_t used, unsigned part)
{
    const uint32_t least = used / WC_PARTS * 2;
    return least + least / 2 * part / WC_PARTS;
}

bool wc_table_divide(wc_table *table)
{
    if (table->part_mask) {
        return true;
    }
    wc_table divided = *table;
    divided.part_mask = WC_PARTS - 1;
    const uint32_t used = table->parts[0].used;
    const uint32_t size = used > FIRST_CAPACITY ? used : FIRST_CAPACITY;
    for (unsigned i = 0; i < WC_PARTS; i++) {
        if (!part_make(&divided.parts[i], first_capacity(size, i))) {
            while (i > 0) {
                free(divided.parts[--i].slots);
            }
            return false;
        }
    }
    const wc_part old = table->parts[0];
    const bool right = copy_slots(&(target){divided.parts, divided.part_mask}, &old);
    if (!right) {
        for (unsigned i = 0; i < WC_PARTS; i++) {
            free(divided.parts[i].slots);
        }
        return false;
    }
    free(old.slots);
    *table = divided;
    return true;
}

/* Makes room for another word in a part that has none left. */
static bool make_room(wc_table *table, wc_part *part)
{
    const bool divides = table->part_mask == 0 && part->used >= DIVIDED_FROM;
    return divides ? wc_table_divide(table) : part_grow(part);
}

static bool add_new(wc_table *table, const wc_word *word, uint64_t times)
{
    wc_part *part = (wc_part *)wc_part_of(table, word->hash);
    if (part->used >= part->most) {
        if (!make_room(table, part)) {
            return false;
        }
        return add_new(table, word, times);
    }
    wc_slot slot = {word->key, times, word->mark};
    if (word->size > WC_INLINE_BYTES) {
        slot.key = (wc_key){.bytes = keep_word(table, word)};
        if (!slot.key.bytes) {
            return false;
        }
    }
    *wc_find_slot(part, word) = slot;
    part->used++;
    table->changes++;
    return true;
}

bool wc_table_add(wc_table *table, const wc_word *word, uint64_t times)
{
    wc_slot *slot = wc_find_slot(wc_part_of(table, word->hash), word);
    if (slot->mark == 0) {
        return add_new(table, word, times);
    }
    slot->count += times;
    return true;
}

uint64_t wc_table_count(const wc_table *table, const wc_word *word)
{
    return wc_find_slot(wc_part_of(table, word->hash), word)->count;
}

/* Takes a slot of another table's, of which the word stays where it is. */
static bool take_slot(wc_part *part, const wc_slot *slot)
{
    const wc_word word = word_in(slot);
    wc_slot *found = wc_find_slot(part, &word);
    if (found->mark != 0) {
        found->count += slot->count;
        return true;
    }
    if (part->used >= part->most) {
        if (!part_grow(part)) {
            return false;
        }
        found = wc_find_slot(part, &word);
    }
    *found = *slot;
    part->used++;
    return true;
}

bool wc_table_merge_part(wc_table *table, wc_table *from, unsigned i)
{
    wc_part *part = &table->parts[i], *other = &from->parts[i];
    for (uint32_t k = 0; k < other->capacity; k++) {
        if (other->slots[k].mark != 0 && !take_slot(part, &other->slots[k])) {
            return false;
        }
    }
    free(other->slots);
    *other = (wc_part){.slots = NULL};
    return true;
}

void wc_table_adopt(wc_table *table, wc_table *from)
{
    if (!table->blocks) {
        table->blocks = from->blocks;
        table->left = from->left;
    } else {
        wc_words_block *last = table->blocks; /* the first one has the room that is left */
        wc_words_block *rest = last->next;
        last->next = from->blocks;
        while (last->next) {
            last = last->next;
        }
        last->next = rest;
    }
    from->blocks = NULL;
    from->left = 0;
}

size_t wc_table_size(const wc_table *table)
{
    size_t size = 0;
    for (unsigned i = 0; i < WC_PARTS; i++) {
        size += table->parts[i].used;
    }
    return size;
}

bool wc_table_next(const wc_table *table, wc_cursor *cursor, wc_entry *entry)
{
    for (; cursor->part < WC_PARTS; cursor->part++, cursor->slot = 0) {
        const wc_part *part = &table->parts[cursor->part];
        while (cursor->slot < part->capacity) {
            const wc_slot *slot = &part->slots[cursor->slot++];
            if (wc_place(slot) == WC_ELSEWHERE) {
                *entry = (wc_entry){slot->key.bytes, wc_far_word_of(slot)->size, slot->count};
                return true;
            }
            if (slot->mark != 0) {
                const uint8_t *bytes = (const uint8_t *)slot->key.halves;
                *entry = (wc_entry){bytes, wc_place(slot) - 1, slot->count};
                return true;
            }
        }
    }
    return false;
}
