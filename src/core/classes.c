#include "classes.h"

#include <stdlib.h>
#include <string.h>

/* The set of the 256 units whose bits are those of 32 bytes. */
static wc_set set_of_bits(const uint8_t *bits)
{
    wc_set set = {{{0}}};
    for (unsigned unit = 0; unit < 256; unit++) {
        if (bits[unit / 8] >> (unit % 8) & 1) {
            set.rows[unit >> 7][unit & 15] |= (uint8_t)(1 << (unit >> 4 & 7));
        }
    }
    return set;
}

static void add_unit(wc_set *set, size_t unit)
{
    set->rows[unit >> 7][unit & 15] |= (uint8_t)(1 << (unit >> 4 & 7));
}

bool wc_class_make(wc_class *class, const uint8_t *bits, size_t pages)
{
    /* All sets could be distinct; most are not. */
    wc_set *sets = malloc((pages + 2) * sizeof *sets + pages * sizeof(uint16_t));
    if (!sets) {
        return false;
    }
    uint16_t *set_of = (uint16_t *)(void *)(sets + pages + 2);
    memset(&sets[WC_EMPTY_SET], 0, sizeof *sets);
    memset(&sets[WC_FULL_SET], 0xff, sizeof *sets);
    size_t distinct = 2;
    *class = (wc_class){.pages = pages, .set_of = set_of, .sets = sets, .memory = sets};
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
            add_unit(i == WC_FULL_SET ? &class->full : &class->mixed, page);
        }
    }
    return true;
}

void wc_class_release(wc_class *class)
{
    free(class->memory);
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
