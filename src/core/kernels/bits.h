/* Arithmetic on masks: bit k stands for the k-th of the 64 units of a block. */
#ifndef WORD_COUNT_BITS_H
#define WORD_COUNT_BITS_H

#include "kernel.h"

/* `mask` moved up by 0 < n < 64 units, the gap filled from `prev`, the mask of the block before. */
static inline uint64_t shift_in(uint64_t mask, uint64_t prev, unsigned n)
{
    return mask << n | prev >> (WC_BLOCK - n);
}

/* The bits of the block at `position` that stand for positions in [begin, end). */
static inline uint64_t mask_of_range(ptrdiff_t position, size_t begin, size_t end)
{
    const ptrdiff_t low = (ptrdiff_t)begin - position, high = (ptrdiff_t)end - position;
    const uint64_t from_low = low <= 0 ? ~UINT64_C(0) : low >= WC_BLOCK ? 0 : ~UINT64_C(0) << low;
    const uint64_t from_high = high <= 0          ? ~UINT64_C(0)
                               : high >= WC_BLOCK ? 0
                                                  : ~UINT64_C(0) << high;
    return from_low & ~from_high;
}

/* The bits before which n < 64 units have no bit set in `mask`, or in `prev` of the block before.
 * Each bit is spread over the n bits after it, by doubling steps; of the block before, the last one
 * reaches farthest. */
static inline uint64_t after_clear_run(uint64_t mask, uint64_t prev, unsigned n)
{
    uint64_t reached = mask << 1;
    unsigned spread = 1;
    for (unsigned step = 1; spread < n; spread += step, step = spread) {
        step = step < n - spread ? step : n - spread;
        reached |= reached << step;
    }
    if (prev >> (WC_BLOCK - n)) {
        reached |= (UINT64_C(1) << (n - (unsigned)__builtin_clzll(prev))) - 1;
    }
    return ~reached;
}

/* The number of bits set, for CPUs without an instruction for it. Few are, in most blocks. */
static inline size_t popcount(uint64_t mask)
{
    size_t bits = 0;
    for (; mask; mask &= mask - 1) {
        bits++;
    }
    return bits;
}

/* Whether more than n bits are set. */
static inline bool has_more_than(uint64_t mask, int n)
{
    for (int i = 0; i < n; i++) {
        mask &= mask - 1;
    }
    return mask != 0;
}

#endif
