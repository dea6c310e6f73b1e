/* Prepares a needle: widens it to the text's units, and sees how much of it masks can decide. */
#include "kernel.h"

#include <stdlib.h>

/* The longest needle whose inner units are compared for all candidates of a block at once. On
 * text dense with it that is level with a comparison for each candidate at 18 to 20 units of one
 * byte (4.4 GB/s), and 10 times faster at 3 units. */
static const size_t longest_checked = 18;

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

static wc_shape shape_of(const wc_text *word, unsigned width)
{
    const uint32_t widest = UINT32_MAX >> (32 - 8 * width);
    for (size_t i = 0; i < word->length; i++) {
        const uint32_t unit = unit_at(word, i);
        if (unit == ' ' || unit == '\n' || unit > widest) {
            return WC_IMPOSSIBLE;
        }
    }
    if (word->length == 0) {
        return WC_EMPTY;
    }
    if (word->length > longest_checked) {
        return WC_LONG;
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
