/* The NEON kernel: 16-byte vectors, which every 64-bit ARM CPU has. */
#if defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

#include "kernel.h"

#include <arm_neon.h>

#define TARGET
#define POPCOUNT (size_t)__builtin_popcountll
#define EQUAL_BYTES equal_bytes
#define LIST_BITS list_bits
#define MASKS_A_VECTOR 0
#define FUSES 0
#define SPECIALISES 1
#define SHUFFLES 1

typedef uint8x16_t vector, truth;

INLINE vector load(const void *p)
{
    return vld1q_u8(p);
}

INLINE vector splat_8(uint8_t unit)
{
    return vdupq_n_u8(unit);
}

INLINE vector splat_16(uint16_t unit)
{
    return vreinterpretq_u8_u16(vdupq_n_u16(unit));
}

INLINE vector splat_32(uint32_t unit)
{
    return vreinterpretq_u8_u32(vdupq_n_u32(unit));
}

INLINE truth equal_8(vector a, vector b)
{
    return vceqq_u8(a, b);
}

INLINE truth equal_16(vector a, vector b)
{
    return vreinterpretq_u8_u16(vceqq_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}

INLINE truth equal_32(vector a, vector b)
{
    return vreinterpretq_u8_u32(vceqq_u32(vreinterpretq_u32_u8(a), vreinterpretq_u32_u8(b)));
}

INLINE truth truth_or(truth a, truth b)
{
    return vorrq_u8(a, b);
}

INLINE truth truth_and(truth a, truth b)
{
    return vandq_u8(a, b);
}

INLINE vector vector_and(vector a, vector b)
{
    return vandq_u8(a, b);
}

/* Each byte keeps the one bit that stands for its place; adding neighbours three times packs eight
 * bytes into one (as simdjson does). */
INLINE uint64_t movemask_8(const truth *t)
{
    const uint8x16_t places = vreinterpretq_u8_u64(vdupq_n_u64(UINT64_C(0x8040201008040201)));
    const uint8x16_t ab = vpaddq_u8(vandq_u8(t[0], places), vandq_u8(t[1], places));
    const uint8x16_t cd = vpaddq_u8(vandq_u8(t[2], places), vandq_u8(t[3], places));
    const uint8x16_t abcd = vpaddq_u8(ab, cd);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(abcd, abcd)), 0);
}

INLINE uint64_t movemask_16(const truth *t)
{
    const truth bytes[] = {vuzp1q_u8(t[0], t[1]), vuzp1q_u8(t[2], t[3]), vuzp1q_u8(t[4], t[5]),
                           vuzp1q_u8(t[6], t[7])};
    return movemask_8(bytes);
}

INLINE truth halves_of(truth a, truth b)
{
    return vreinterpretq_u8_u16(vuzp1q_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}

INLINE uint64_t movemask_32(const truth *t)
{
    const truth halves[] = {halves_of(t[0], t[1]),   halves_of(t[2], t[3]),
                            halves_of(t[4], t[5]),   halves_of(t[6], t[7]),
                            halves_of(t[8], t[9]),   halves_of(t[10], t[11]),
                            halves_of(t[12], t[13]), halves_of(t[14], t[15])};
    return movemask_16(halves);
}

INLINE truth less_8(vector a, vector b)
{
    return vcltq_s8(vreinterpretq_s8_u8(a), vreinterpretq_s8_u8(b));
}

INLINE vector low_bytes(vector a, vector b)
{
    return vuzp1q_u8(a, b);
}

INLINE vector high_bytes(vector a, vector b)
{
    return vuzp2q_u8(a, b);
}

INLINE vector low_halves(vector a, vector b)
{
    return vreinterpretq_u8_u16(vuzp1q_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}

INLINE vector high_halves(vector a, vector b)
{
    return vreinterpretq_u8_u16(vuzp2q_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}

typedef struct {
    vector rows[2];
} byte_set;

INLINE byte_set byte_set_make(const wc_set *set)
{
    return (byte_set){{vld1q_u8(set->rows[0]), vld1q_u8(set->rows[1])}};
}

/* A table gives 0 for bytes from 16 on. */
INLINE truth in_set(vector v, byte_set set)
{
    const vector bits = vreinterpretq_u8_u64(vdupq_n_u64(UINT64_C(0x8040201008040201)));
    const vector index = vandq_u8(v, vdupq_n_u8(0x8f));
    const vector low = vqtbl1q_u8(set.rows[0], index);
    const vector high = vqtbl1q_u8(set.rows[1], veorq_u8(index, vdupq_n_u8(0x80)));
    return vtstq_u8(vorrq_u8(low, high), vqtbl1q_u8(bits, vshrq_n_u8(v, 4)));
}

#include "all_widths.h"

static bool supported(void)
{
    return true;
}

const wc_kernel wc_kernel_neon = WC_KERNEL("neon", supported);

#endif
