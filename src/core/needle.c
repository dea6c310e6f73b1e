/* Prepares a needle: widens it to the text's units, and sees how much of it masks can decide. */
#include "kernel.h"

#include <stdlib.h>

/* The longest needle whose inner units are compared for all candidates of a block at once. On
 * text dense with it that is level with comparing them one by one at 16 units of one byte (11 to
 * 12 GB/s), and 3 times faster at 4 units. */
static const size_t longest_checked = 15;

static uint32_t unit_at(const wc_text *text, size_t i)
{
    switch (text->width) {
    case 1:
        return ((const uint8_t *)text->units)[i];
    case 2:
        return ((const uint16_t *)text->units)[i];
    default:
        return ((const uint32_t *)text->units)[i];
    }
}

static void put_unit(void *units, unsigned width, size_t i, uint32_t unit)
{
    switch (width) {
    case 1:
        ((uint8_t *)units)[i] = (uint8_t)unit;
        break;
    case 2:
        ((uint16_t *)units)[i] = (uint16_t)unit;
        break;
    default:
        ((uint32_t *)units)[i] = unit;
    }
}

/* Whether no word of a text with units up to `widest`, 8, 16 or 32 ones, can equal `word`. A loop
 * for each width, without a branch, for compilers to turn into vectors: a needle may be half of
 * the text. */
static bool is_impossible(const wc_text *word, uint32_t widest)
{
#define LOOK_AT(type)                                                                              \
    {                                                                                              \
        const type *units = word->units, most = (type)widest;                                      \
        type found = 0;                                                                            \
        for (size_t i = 0; i < word->length; i++) {                                                \
            const type bad = units[i] == ' ' || units[i] == '\n' || units[i] > most;               \
            found |= bad;                                                                          \
        }                                                                                          \
        return found;                                                                              \
    }
    switch (word->width) {
    case 1:
        LOOK_AT(uint8_t)
    case 2:
        LOOK_AT(uint16_t)
    default:
        LOOK_AT(uint32_t)
    }
#undef LOOK_AT
}

static wc_shape shape_of(const wc_text *word, unsigned width)
{
    if (is_impossible(word, UINT32_MAX >> (32 - 8 * width))) {
        return WC_IMPOSSIBLE;
    }
    if (word->length == 0) {
        return WC_EMPTY;
    }
    if (word->length > longest_checked) {
        return word->length <= WC_MAX_SPAN ? WC_COMPARED : WC_LONG;
    }
    const bool ends_in_cr = unit_at(word, word->length - 1) == '\r';
    return word->length <= 2 && !ends_in_cr ? WC_EXACT : WC_CHECKED;
}

bool wc_needle_prepare(wc_needle *needle, const wc_text *word, unsigned width)
{
    *needle = (wc_needle){.units = word->units, .length = word->length};
    needle->shape = shape_of(word, width);
    if (needle->shape == WC_IMPOSSIBLE || needle->shape == WC_EMPTY) {
        return true;
    }
    needle->ends_in_cr = unit_at(word, word->length - 1) == '\r';
    if (width == word->width) {
        return true;
    }
    if (word->length > SIZE_MAX / width || !(needle->owned = malloc(word->length * width))) {
        *needle = (wc_needle){.shape = WC_IMPOSSIBLE};
        return false;
    }
    for (size_t i = 0; i < word->length; i++) {
        put_unit(needle->owned, width, i, unit_at(word, i));
    }
    needle->units = needle->owned;
    return true;
}

void wc_needle_release(wc_needle *needle)
{
    free(needle->owned);
    *needle = (wc_needle){.shape = WC_IMPOSSIBLE};
}
