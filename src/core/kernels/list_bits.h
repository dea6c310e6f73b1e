/* Writing down which bits of a mask are set. */
#ifndef WORD_COUNT_LIST_BITS_H
#define WORD_COUNT_LIST_BITS_H

#include "kernel.h"

/* Writes `first` plus the number of each of the `count` set bits, and garbage after them, less than
 * 16 places. Eight at a time, so that few branches depend on the mask (Langdale and Lemire,
 * "Parsing Gigabytes of JSON per Second", 2019, section 3.2). */
static inline __attribute__((always_inline)) void list_bits(uint64_t mask, uint32_t count,
                                                            uint32_t first, uint32_t *list)
{
    enum { AT_ONCE = 8 };
    const uint64_t last = UINT64_C(1) << 63; /* so that there is a bit to be found */
    for (uint32_t done = 0; done < count; done += AT_ONCE) {
#pragma GCC unroll 8
        for (uint32_t i = 0; i < AT_ONCE; i++) {
            list[done + i] = first + (uint32_t)__builtin_ctzll(mask | last);
            mask &= mask - 1;
        }
    }
}

#endif
