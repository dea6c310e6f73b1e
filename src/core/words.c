#include "words.h"

bool wc_has_separator(const wc_text *text, size_t n)
{
    /* A loop for each width, without a branch, for compilers to vectorise. */
#define HAS_SEPARATOR(type)                                                                        \
    {                                                                                              \
        const type *units = text->units;                                                           \
        type found = 0;                                                                            \
        for (size_t i = 0; i < n; i++) {                                                           \
            found |= wc_is_separator(units[i]);                                                    \
        }                                                                                          \
        return found;                                                                              \
    }
    switch (text->width) {
    case 1:
        HAS_SEPARATOR(uint8_t)
    case 2:
        HAS_SEPARATOR(uint16_t)
    default:
        HAS_SEPARATOR(uint32_t)
    }
#undef HAS_SEPARATOR
}

size_t wc_undecided_from(const wc_text *text, size_t length, size_t begin, size_t end)
{
    const size_t last = text->length;
    const size_t farthest = last > length + WC_UNITS_AFTER ? last - length - WC_UNITS_AFTER : 0;
    size_t i = last;
    while (i > farthest && i > begin && !wc_is_separator(wc_unit(text, i - 1))) {
        i--;
    }
    if (i == farthest && i > 0) {
        return end; /* the last word is longer than `length` already */
    }
    return i < end ? (i > begin ? i : begin) : end;
}
