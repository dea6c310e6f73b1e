/* Words in the case in which they are counted. */
#ifndef WORD_COUNT_FOLDING_H
#define WORD_COUNT_FOLDING_H

#include "words.h"

enum { WC_FOLD_GROWTH = 4 }; /* a byte of UTF-8 may fold to so many */

/* Letters of ASCII in lower case, in bytes of ASCII (Hacker's Delight, section 6-1). */
static inline uint64_t wc_lower(uint64_t ascii)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t from_a = ascii + ones * (0x80 - 'A'), beyond_z = ascii + ones * (0x7f - 'Z');
    return ascii | (from_a & ~beyond_z & ones * 0x80) >> 2;
}

/* The bits that no unit of ASCII has. */
static inline uint64_t wc_not_ascii(unsigned width)
{
    return width == 1   ? UINT64_C(0x8080808080808080)
           : width == 2 ? UINT64_C(0xff80ff80ff80ff80)
                        : UINT64_C(0xffffff80ffffff80);
}

/* Folds `size` bytes of whole units to `folded`, which has room for WC_FOLD_GROWTH times as many.
 * Returns how many there are. */
size_t wc_fold_word(const wc_words *words, unsigned width, const uint8_t *bytes, size_t size,
                    uint8_t *folded);

#endif
