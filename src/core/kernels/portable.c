/* The portable kernel: 64-bit words as vectors of units, for any CPU of either byte order. */
#include "kernel.h"

#include <string.h>

#define TARGET
#define POPCOUNT popcount
#define EQUAL_BYTES equal_bytes
#define LIST_BITS list_bits
#define MASKS_A_VECTOR 1
#define FUSES 0
#define SPECIALISES 0
#define SHUFFLES 0

typedef uint64_t vector;

/* A vector whose lanes have their highest bits set, or not; the other bits are noise. */
typedef uint64_t truth;

/* A word holds 64 / bits units, its lanes. Here 1 stands in each of them. */
INLINE uint64_t ones(unsigned bits)
{
    return UINT64_MAX / (UINT64_MAX >> (64 - bits));
}

INLINE vector load(const void *p)
{
    vector v;
    memcpy(&v, p, sizeof v);
    return v;
}

INLINE vector splat_8(uint8_t unit)
{
    return unit * ones(8);
}

INLINE vector splat_16(uint16_t unit)
{
    return unit * ones(16);
}

INLINE vector splat_32(uint32_t unit)
{
    return unit * ones(32);
}

/* The sum carries into the highest bit of a lane from any lower bit, and never leaves the lane. */
INLINE truth equal(vector a, vector b, unsigned bits)
{
    const uint64_t low = UINT64_MAX - (ones(bits) << (bits - 1)), different = a ^ b;
    return ~(((different & low) + low) | different);
}

INLINE truth equal_8(vector a, vector b)
{
    return equal(a, b, 8);
}

INLINE truth equal_16(vector a, vector b)
{
    return equal(a, b, 16);
}

INLINE truth equal_32(vector a, vector b)
{
    return equal(a, b, 32);
}

INLINE truth truth_or(truth a, truth b)
{
    return a | b;
}

INLINE truth truth_and(truth a, truth b)
{
    return a & b;
}

INLINE vector vector_and(vector a, vector b)
{
    return a & b;
}

/* The highest bits of all lanes, side by side, that of the lowest address lowest. Each product of
 * a lane with the multiplier has a place of its own: none carries. */
INLINE uint64_t movemask(truth t, unsigned bits)
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
    const uint64_t lowest = t >> (bits - 1) & ones(bits);
    return (lowest * multiplier) >> (64 - bits) & ((1U << (64 / bits)) - 1);
}

INLINE uint64_t movemask_8(const truth *t)
{
    return movemask(*t, 8);
}

INLINE uint64_t movemask_16(const truth *t)
{
    return movemask(*t, 16);
}

INLINE uint64_t movemask_32(const truth *t)
{
    return movemask(*t, 32);
}

#include "all_widths.h"

static bool supported(void)
{
    return true;
}

const wc_kernel wc_kernel_portable = WC_KERNEL("portable", supported);
