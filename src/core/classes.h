/* Classes of units, and units that are one but for case: tables that a caller fills, and that
 * needles refer to. Once made they only are read, by any number of threads. */
#ifndef WORD_COUNT_CLASSES_H
#define WORD_COUNT_CLASSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A set of the 256 units of a page: unit u is in it if bit (u >> 4 & 7) of rows[u >> 7][u & 15] is
 * set. So it is two tables for vectors of bytes to be shuffled by (Mula, "SIMD-ized check which
 * bytes are in a set", 2018). */
typedef struct {
    uint8_t rows[2][16];
} wc_set;

static inline bool wc_set_has(const wc_set *set, uint8_t unit)
{
    return set->rows[unit >> 7][unit & 15] >> (unit >> 4 & 7) & 1;
}

static inline void wc_set_add(wc_set *set, uint8_t unit)
{
    set->rows[unit >> 7][unit & 15] |= (uint8_t)(1 << (unit >> 4 & 7));
}

/* A byte of UTF-8, after the bytes of its character so far: `full` are those after which all
 * characters are in the class, `mixed` those after which some are. A mixed byte b goes on with
 * next[b & 63]: a branch or, where only the last byte is left, the set of those that are in the
 * class. */
typedef struct {
    wc_set full, mixed;
    uint16_t next[64];
} wc_branch;

/* A class: the units that words are made of. */
typedef struct wc_class {
    size_t pages;           /* it covers units 0 to 256 * pages - 1; no others are in it */
    const uint16_t *set_of; /* for each page its place in `sets` */
    const wc_set *sets;     /* the distinct ones; the first two are empty and full */
    wc_set full, mixed; /* of the first 256 pages, those that are full; neither full nor empty */

    /* The same for UTF-8, where there is more than one page. */
    wc_set ascii;              /* characters of one byte */
    wc_set lone;               /* bytes that are no part of a character */
    const wc_branch *branches; /* others: the first one is for their first byte */
    const wc_set *lasts;

    void *memory[2];
} wc_class;

enum { WC_EMPTY_SET, WC_FULL_SET };

/* Makes a class of the units whose bits are set: unit u is bit u % 8 of bits[u / 8], in 256 * pages
 * units. Returns false if memory is refused. */
bool wc_class_make(wc_class *class, const uint8_t *bits, size_t pages);

void wc_class_release(wc_class *class);

static inline bool wc_class_has(const wc_class *class, uint32_t unit)
{
    const size_t page = unit >> 8;
    return page < class->pages && wc_set_has(&class->sets[class->set_of[page]], (uint8_t)unit);
}

/* Units that are the same but for case: the first is what all of them fold to. */
enum { WC_MOST_VARIANTS = 4 };
typedef struct {
    uint32_t units[WC_MOST_VARIANTS];
    unsigned length;
} wc_variants;

/* How units are folded. */
typedef struct wc_fold {
    size_t pages;           /* it covers units 0 to 256 * pages - 1; others fold to themselves */
    const uint16_t *row_of; /* for each page its place in `rows` */
    const uint16_t (*rows)[256]; /* for each unit its place in `groups`; 0: it has no other case */
    const wc_variants *groups;
} wc_fold;

/* Makes it of the units of `groups`, numbered from 1 on; groups[0] is not used. The groups are
 * copied. Returns false if memory is refused. */
bool wc_fold_make(wc_fold *fold, const wc_variants *groups, size_t length, size_t pages);

void wc_fold_release(wc_fold *fold);

/* The group of a unit; NULL if it has no other case. */
static inline const wc_variants *wc_fold_group(const wc_fold *fold, uint32_t unit)
{
    const size_t page = unit >> 8;
    const unsigned group = page < fold->pages ? fold->rows[fold->row_of[page]][unit & 255] : 0;
    return group ? &fold->groups[group] : NULL;
}

/* What a unit folds to. */
static inline uint32_t wc_fold_unit(const wc_fold *fold, uint32_t unit)
{
    const wc_variants *group = wc_fold_group(fold, unit);
    return group ? group->units[0] : unit;
}

#endif
