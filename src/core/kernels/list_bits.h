/* Writing down which bits of a mask are set. Included by each kernel, for its instructions. */

/* Writes `first` plus the number of each set bit, and garbage after them, up to 8 places. Returns
 * how many are set. Most masks have less than 17: these take no branch that is hard to predict
 * (Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019, section 3.2). */
INLINE uint32_t list_bits(uint64_t mask, uint32_t first, uint32_t *list)
{
    enum { AT_ONCE = 8 };
    const uint32_t count = (uint32_t)POPCOUNT(mask);
    for (uint32_t done = 0; done < count; done += AT_ONCE) {
#pragma GCC unroll 8
        for (uint32_t i = 0; i < AT_ONCE; i++) {
            list[done + i] = first + (mask ? (uint32_t)__builtin_ctzll(mask) : 0);
            mask &= mask - 1;
        }
    }
    return count;
}
