/* The portable kernel: 64-bit words as vectors of units, for any CPU of either byte order. */
#include "kernel.h"

#include <string.h>

#define TARGET

/* A 64-bit word holds 64 / bits units, its lanes. Here 1 stands in each of them. */
INLINE uint64_t ones(unsigned bits)
{
    return UINT64_MAX / (UINT64_MAX >> (64 - bits));
}

/* The lowest bits of all lanes, side by side, that of the lowest address lowest. Each product of
 * a lane with the multiplier has a place of its own: none carries. */
INLINE uint64_t gather(uint64_t lowest_bits, unsigned bits)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint64_t multiplier = bits == 8    ? UINT64_C(0x0102040810204080)
                                : bits == 16 ? UINT64_C(0x0001000200040008)
                                             : UINT64_C(0x0000000100000002);
#else
    const uint64_t multiplier = bits == 8    ? UINT64_C(0x8040201008040201)
                                : bits == 16 ? UINT64_C(0x0008000400020001)
                                             : UINT64_C(0x0000000200000001);
#endif
    const unsigned lanes = 64 / bits;
    return (lowest_bits * multiplier) >> (64 - bits) & ((1U << lanes) - 1);
}

/* The highest bit of each lane, set where the lane is not 0; the other bits are noise. The sum
 * carries into it from any lower bit and never leaves the lane. */
INLINE uint64_t nonzero(uint64_t word, unsigned bits)
{
    const uint64_t low = UINT64_MAX - (ones(bits) << (bits - 1));
    return ((word & low) + low) | word;
}

INLINE uint64_t load(const void *units, unsigned i)
{
    uint64_t word;
    memcpy(&word, (const char *)units + sizeof word * i, sizeof word);
    return word;
}

INLINE uint64_t either(const void *p, uint64_t x, uint64_t y, unsigned bits)
{
    uint64_t mask = 0;
    for (unsigned i = 0; i < bits; i++) {
        const uint64_t word = load(p, i);
        const uint64_t different =
            nonzero(word ^ x, bits) & (x == y ? UINT64_MAX : nonzero(word ^ y, bits));
        mask |= gather(~different >> (bits - 1) & ones(bits), bits) << (64 / bits * i);
    }
    return mask;
}

INLINE uint64_t both(const void *p, uint64_t x, const void *q, uint64_t y, unsigned bits)
{
    uint64_t mask = 0;
    for (unsigned i = 0; i < bits; i++) {
        const uint64_t different = nonzero((load(p, i) ^ x) | (load(q, i) ^ y), bits);
        mask |= gather(~different >> (bits - 1) & ones(bits), bits) << (64 / bits * i);
    }
    return mask;
}

/* The bits of a mask, counted side by side in pairs, fours and bytes (Warren, "Hacker's Delight",
 * 5-1); the product adds the bytes up. */
INLINE size_t popcount(uint64_t mask)
{
    mask -= mask >> 1 & 0x55 * ones(8);
    mask = (mask & 0x33 * ones(8)) + (mask >> 2 & 0x33 * ones(8));
    mask = (mask + (mask >> 4)) & 0x0f * ones(8);
    return (size_t)(mask * ones(8) >> 56);
}

#define POPCOUNT popcount
typedef uint64_t pattern_8, pattern_16, pattern_32;

INLINE pattern_8 repeat_8(uint8_t unit)
{
    return unit * ones(8);
}

INLINE uint64_t either_8(const uint8_t *p, pattern_8 x, pattern_8 y)
{
    return either(p, x, y, 8);
}

INLINE uint64_t both_8(const uint8_t *p, pattern_8 x, const uint8_t *q, pattern_8 y)
{
    return both(p, x, q, y, 8);
}

INLINE pattern_16 repeat_16(uint16_t unit)
{
    return unit * ones(16);
}

INLINE uint64_t either_16(const uint16_t *p, pattern_16 x, pattern_16 y)
{
    return either(p, x, y, 16);
}

INLINE uint64_t both_16(const uint16_t *p, pattern_16 x, const uint16_t *q, pattern_16 y)
{
    return both(p, x, q, y, 16);
}

INLINE pattern_32 repeat_32(uint32_t unit)
{
    return unit * ones(32);
}

INLINE uint64_t either_32(const uint32_t *p, pattern_32 x, pattern_32 y)
{
    return either(p, x, y, 32);
}

INLINE uint64_t both_32(const uint32_t *p, pattern_32 x, const uint32_t *q, pattern_32 y)
{
    return both(p, x, q, y, 32);
}

#define UNIT_BITS 8
#include "kernel_template.h"
#define UNIT_BITS 16
#include "kernel_template.h"
#define UNIT_BITS 32
#include "kernel_template.h"

static bool supported(void)
{
    return true;
}

const wc_kernel wc_kernel_portable = {"portable", supported, {count_8, count_16, count_32}};
