#include "classes.h"

#include <stdlib.h>
#include <string.h>

/* The set of the 256 units whose bits are those of 32 bytes. */
static wc_set set_of_bits(const uint8_t *bits)
{
    wc_set set = {{{0}}};
    for (unsigned i = 0; i < 32; i++) {
        for (unsigned rest = bits[i]; rest; rest &= rest - 1) {
            wc_set_add(&set, (uint8_t)(i * 8 + (unsigned)__builtin_ctz(rest)));
        }
    }
    return set;
}

/* The distinct sets of the pages, and which is whose. */
static bool make_pages(wc_class *class, const uint8_t *bits)
{
    const size_t pages = class->pages;
    wc_set *sets = malloc((pages + 2) * sizeof *sets + pages * sizeof(uint16_t));
    if (!sets) {
        return false;
    }
    uint16_t *set_of = (uint16_t *)(void *)(sets + pages + 2);
    memset(&sets[WC_EMPTY_SET], 0, sizeof *sets);
    memset(&sets[WC_FULL_SET], 0xff, sizeof *sets);
    size_t distinct = 2;
    for (size_t page = 0; page < pages; page++) {
        const wc_set set = set_of_bits(bits + page * 32);
        size_t i = 0;
        while (i < distinct && memcmp(&sets[i], &set, sizeof set) != 0) {
            i++;
        }
        if (i == distinct) {
            sets[distinct++] = set;
        }
        set_of[page] = (uint16_t)i;
        if (page < 256 && i != WC_EMPTY_SET) {
            wc_set_add(i == WC_FULL_SET ? &class->full : &class->mixed, (uint8_t)page);
        }
    }
    class->set_of = set_of;
    class->sets = sets;
    class->memory[0] = sets;
    return true;
}

/* Branches are made in one array, and sets of last bytes in another. */
typedef struct {
    const uint8_t *bits;
    size_t units; /* that have bits */
    size_t least; /* the first character of so many bytes */
    wc_branch *branches;
    wc_set *lasts;
    uint16_t branches_used, lasts_used;
} branch_maker;

/* Whether `n` units from `first` on, a multiple of 64, are all in the class (1), or none is (0), or
 * neither (-1). */
static int all_or_none(const branch_maker *maker, size_t first, size_t n)
{
    const uint8_t *p = maker->bits + first / 8;
    const size_t bytes = first >= maker->units       ? 0
                         : first + n <= maker->units ? n / 8
                                                     : (maker->units - first) / 8;
    uint8_t any = 0, all = bytes * 8 == n ? 0xff : 0;
    for (size_t i = 0; i < bytes; i++) {
        any |= p[i];
        all &= p[i];
    }
    return all == 0xff ? 1 : any == 0 ? 0 : -1;
}

/* The last bytes of the 64 characters from `first` on. */
static uint16_t make_lasts(branch_maker *maker, size_t first)
{
    wc_set *set = &maker->lasts[maker->lasts_used];
    *set = (wc_set){{{0}}};
    for (unsigned i = 0; i < 64; i++) {
        const size_t c = first + i;
        if (maker->bits[c / 8] >> (c % 8) & 1) {
            wc_set_add(set, (uint8_t)(0x80 + i));
        }
    }
    return maker->lasts_used++;
}

/* Lets `byte` of the branch stand for the `n` characters from `first` on. */
static void add_byte(branch_maker *maker, size_t branch, uint8_t byte, size_t first, size_t n)
{
    const int in = first + n <= maker->least ? 0 : all_or_none(maker, first, n);
    if (in == 1) {
        wc_set_add(&maker->branches[branch].full, byte);
    } else if (in == -1 && n == 64) {
        wc_set_add(&maker->branches[branch].mixed, byte);
        maker->branches[branch].next[byte & 63] = make_lasts(maker, first);
    } else if (in == -1) {
        const uint16_t next = maker->branches_used++;
        wc_set_add(&maker->branches[branch].mixed, byte);
        maker->branches[branch].next[byte & 63] = next;
        for (uint8_t i = 0; i < 64; i++) {
            add_byte(maker, next, 0x80 + i, first + i * (n / 64), n / 64);
        }
    }
}

/* What is asked of UTF-8 (kernels/utf8_masks.h). */
static bool make_branches(wc_class *class, const uint8_t *bits)
{
    /* At most: the first, those of 16 + 5 first bytes, and of 5 * 64 second ones. */
    enum { MOST_BRANCHES = 1 + 16 + 5 + 5 * 64 };
    const size_t most_lasts = class->pages * 4;
    wc_branch *branches = calloc(1, MOST_BRANCHES * sizeof *branches + most_lasts * sizeof(wc_set));
    if (!branches) {
        return false;
    }
    branch_maker maker = {
        .bits = bits,
        .units = class->pages * 256,
        .branches = branches,
        .lasts = (wc_set *)(void *)(branches + MOST_BRANCHES),
        .branches_used = 1,
    };
    for (uint8_t byte = 0xc2; byte <= 0xf4; byte++) {
        if (byte < 0xe0) {
            add_byte(&maker, 0, byte, (size_t)(byte & 0x1f) << 6, 1 << 6);
        } else if (byte < 0xf0) {
            maker.least = 0x800;
            add_byte(&maker, 0, byte, (size_t)(byte & 0xf) << 12, 1 << 12);
        } else {
            maker.least = 0x10000;
            add_byte(&maker, 0, byte, (size_t)(byte & 7) << 18, 1 << 18);
        }
    }
    class->branches = branches;
    class->lasts = maker.lasts;
    class->memory[1] = branches;
    return true;
}

bool wc_class_make(wc_class *class, const uint8_t *bits, size_t pages)
{
    enum { LONE = 0xdc }; /* the page of lone bytes (utf8.h) */
    *class = (wc_class){.pages = pages};
    if (!make_pages(class, bits) || (pages > 1 && !make_branches(class, bits))) {
        wc_class_release(class);
        return false;
    }
    class->ascii = class->sets[class->set_of[0]];
    memset(class->ascii.rows[1], 0, sizeof class->ascii.rows[1]);
    if (pages > LONE) {
        class->lone = class->sets[class->set_of[LONE]];
        memset(class->lone.rows[0], 0, sizeof class->lone.rows[0]);
    }
    return true;
}

void wc_class_release(wc_class *class)
{
    free(class->memory[0]);
    free(class->memory[1]);
    *class = (wc_class){0};
}

bool wc_fold_make(wc_fold *fold, const wc_variants *groups, size_t length, size_t pages)
{
    /* A first row for pages without case; others as they are needed. */
    const size_t most_rows =
        1 + (length * WC_MOST_VARIANTS < pages ? length * WC_MOST_VARIANTS : pages);
    wc_variants *own = malloc((length + 1) * sizeof *own);
    uint16_t(*rows)[256] = calloc(most_rows, sizeof *rows);
    uint16_t *row_of = calloc(pages, sizeof *row_of);
    if (!own || !rows || !row_of) {
        free(own);
        free(rows);
        free(row_of);
        return false;
    }
    memcpy(own, groups, (length + 1) * sizeof *own);
    uint16_t used = 1;
    for (size_t g = 1; g <= length; g++) {
        for (unsigned i = 0; i < own[g].length; i++) {
            const uint32_t unit = own[g].units[i];
            if (unit >> 8 < pages) {
                uint16_t *row = &row_of[unit >> 8];
                *row = *row ? *row : used++;
                rows[*row][unit & 255] = (uint16_t)g;
            }
        }
    }
    *fold = (wc_fold){
        .pages = pages, .row_of = row_of, .rows = (const uint16_t(*)[256])rows, .groups = own};
    return true;
}

void wc_fold_release(wc_fold *fold)
{
    free((void *)fold->groups);
    free((void *)fold->rows);
    free((void *)fold->row_of);
    *fold = (wc_fold){0};
}
