/* The portable kernel: 64-bit words as vectors of units, for any CPU of either byte order. */
#include "kernel.h"

#include <string.h>

/* The width is a parameter here, and has to be a constant where the code runs. */
#define INLINE static inline __attribute__((always_inline))

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

/* Bit k is set where unit k of the 64 at `units` equals that of `x` or that of `y`. */
INLINE uint64_t equal_either(const void *units, uint64_t x, uint64_t y, unsigned bits)
{
    const unsigned lanes = 64 / bits;
    uint64_t mask = 0;
    for (unsigned i = 0; i < bits; i++) {
        uint64_t word;
        memcpy(&word, (const char *)units + sizeof word * i, sizeof word);
        const uint64_t different =
            nonzero(word ^ x, bits) & (x == y ? UINT64_MAX : nonzero(word ^ y, bits));
        mask |= gather(~different >> (bits - 1) & ones(bits), bits) << (lanes * i);
    }
    return mask;
}

#undef INLINE

#define TARGET
typedef uint64_t pattern_8, pattern_16, pattern_32;

static inline pattern_8 repeat_8(uint8_t unit)
{
    return unit * ones(8);
}

static inline uint64_t equal_8(const uint8_t *p, pattern_8 x)
{
    return equal_either(p, x, x, 8);
}

static inline uint64_t separators_8(const uint8_t *p)
{
    return equal_either(p, ' ' * ones(8), '\n' * ones(8), 8);
}

static inline pattern_16 repeat_16(uint16_t unit)
{
    return unit * ones(16);
}

static inline uint64_t equal_16(const uint16_t *p, pattern_16 x)
{
    return equal_either(p, x, x, 16);
}

static inline uint64_t separators_16(const uint16_t *p)
{
    return equal_either(p, ' ' * ones(16), '\n' * ones(16), 16);
}

static inline pattern_32 repeat_32(uint32_t unit)
{
    return unit * ones(32);
}

static inline uint64_t equal_32(const uint32_t *p, pattern_32 x)
{
    return equal_either(p, x, x, 32);
}

static inline uint64_t separators_32(const uint32_t *p)
{
    return equal_either(p, ' ' * ones(32), '\n' * ones(32), 32);
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
