/* The NEON kernel: 16-byte vectors, which every 64-bit ARM CPU has. */
#if defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

#include "kernel.h"

#include <arm_neon.h>
#include <string.h>

#define TARGET
#define POPCOUNT (size_t)__builtin_popcountll
typedef uint8x16_t pattern_8;
typedef uint16x8_t pattern_16;
typedef uint32x4_t pattern_32;

/* A bit for each of the 64 bytes in four vectors, which are all ones or all zeros. Each byte
 * keeps the one bit that stands for its place; adding neighbours three times packs eight bytes
 * into one (as simdjson does). */
INLINE uint64_t mask_of(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d)
{
    const uint8x16_t places = vreinterpretq_u8_u64(vdupq_n_u64(UINT64_C(0x8040201008040201)));
    const uint8x16_t ab = vpaddq_u8(vandq_u8(a, places), vandq_u8(b, places));
    const uint8x16_t cd = vpaddq_u8(vandq_u8(c, places), vandq_u8(d, places));
    const uint8x16_t abcd = vpaddq_u8(ab, cd);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(abcd, abcd)), 0);
}

INLINE pattern_8 repeat_8(uint8_t unit)
{
    return vdupq_n_u8(unit);
}

/* 16 bytes that are all ones where the 16 units at p are x's or y's. */
INLINE uint8x16_t sixteen_8(const uint8_t *p, uint8x16_t x, uint8x16_t y)
{
    const uint8x16_t v = vld1q_u8(p);
    return vorrq_u8(vceqq_u8(v, x), vceqq_u8(v, y));
}

INLINE uint8x16_t both_sixteen_8(const uint8_t *p, uint8x16_t x, const uint8_t *q, uint8x16_t y)
{
    return vandq_u8(vceqq_u8(vld1q_u8(p), x), vceqq_u8(vld1q_u8(q), y));
}

INLINE uint64_t either_8(const uint8_t *p, pattern_8 x, pattern_8 y)
{
    return mask_of(sixteen_8(p, x, y), sixteen_8(p + 16, x, y), sixteen_8(p + 32, x, y),
                   sixteen_8(p + 48, x, y));
}

INLINE uint64_t both_8(const uint8_t *p, pattern_8 x, const uint8_t *q, pattern_8 y)
{
    return mask_of(both_sixteen_8(p, x, q, y), both_sixteen_8(p + 16, x, q + 16, y),
                   both_sixteen_8(p + 32, x, q + 32, y), both_sixteen_8(p + 48, x, q + 48, y));
}

INLINE pattern_16 repeat_16(uint16_t unit)
{
    return vdupq_n_u16(unit);
}

INLINE uint16x8_t eight_16(const uint16_t *p, uint16x8_t x, uint16x8_t y)
{
    const uint16x8_t v = vld1q_u16(p);
    return vorrq_u16(vceqq_u16(v, x), vceqq_u16(v, y));
}

INLINE uint16x8_t both_eight_16(const uint16_t *p, uint16x8_t x, const uint16_t *q, uint16x8_t y)
{
    return vandq_u16(vceqq_u16(vld1q_u16(p), x), vceqq_u16(vld1q_u16(q), y));
}

INLINE uint8x16_t sixteen_16(const uint16_t *p, uint16x8_t x, uint16x8_t y)
{
    return vuzp1q_u8(vreinterpretq_u8_u16(eight_16(p, x, y)),
                     vreinterpretq_u8_u16(eight_16(p + 8, x, y)));
}

INLINE uint8x16_t both_sixteen_16(const uint16_t *p, uint16x8_t x, const uint16_t *q, uint16x8_t y)
{
    return vuzp1q_u8(vreinterpretq_u8_u16(both_eight_16(p, x, q, y)),
                     vreinterpretq_u8_u16(both_eight_16(p + 8, x, q + 8, y)));
}

INLINE uint64_t either_16(const uint16_t *p, pattern_16 x, pattern_16 y)
{
    return mask_of(sixteen_16(p, x, y), sixteen_16(p + 16, x, y), sixteen_16(p + 32, x, y),
                   sixteen_16(p + 48, x, y));
}

INLINE uint64_t both_16(const uint16_t *p, pattern_16 x, const uint16_t *q, pattern_16 y)
{
    return mask_of(both_sixteen_16(p, x, q, y), both_sixteen_16(p + 16, x, q + 16, y),
                   both_sixteen_16(p + 32, x, q + 32, y), both_sixteen_16(p + 48, x, q + 48, y));
}

INLINE pattern_32 repeat_32(uint32_t unit)
{
    return vdupq_n_u32(unit);
}

INLINE uint16x8_t four_32(const uint32_t *p, uint32x4_t x, uint32x4_t y)
{
    const uint32x4_t v = vld1q_u32(p);
    return vreinterpretq_u16_u32(vorrq_u32(vceqq_u32(v, x), vceqq_u32(v, y)));
}

INLINE uint16x8_t both_four_32(const uint32_t *p, uint32x4_t x, const uint32_t *q, uint32x4_t y)
{
    return vreinterpretq_u16_u32(vandq_u32(vceqq_u32(vld1q_u32(p), x), vceqq_u32(vld1q_u32(q), y)));
}

INLINE uint8x16_t eight_32(const uint32_t *p, uint32x4_t x, uint32x4_t y)
{
    return vreinterpretq_u8_u16(vuzp1q_u16(four_32(p, x, y), four_32(p + 4, x, y)));
}

INLINE uint8x16_t both_eight_32(const uint32_t *p, uint32x4_t x, const uint32_t *q, uint32x4_t y)
{
    return vreinterpretq_u8_u16(
        vuzp1q_u16(both_four_32(p, x, q, y), both_four_32(p + 4, x, q + 4, y)));
}

INLINE uint8x16_t sixteen_32(const uint32_t *p, uint32x4_t x, uint32x4_t y)
{
    return vuzp1q_u8(eight_32(p, x, y), eight_32(p + 8, x, y));
}

INLINE uint8x16_t both_sixteen_32(const uint32_t *p, uint32x4_t x, const uint32_t *q, uint32x4_t y)
{
    return vuzp1q_u8(both_eight_32(p, x, q, y), both_eight_32(p + 8, x, q + 8, y));
}

INLINE uint64_t either_32(const uint32_t *p, pattern_32 x, pattern_32 y)
{
    return mask_of(sixteen_32(p, x, y), sixteen_32(p + 16, x, y), sixteen_32(p + 32, x, y),
                   sixteen_32(p + 48, x, y));
}

INLINE uint64_t both_32(const uint32_t *p, pattern_32 x, const uint32_t *q, pattern_32 y)
{
    return mask_of(both_sixteen_32(p, x, q, y), both_sixteen_32(p + 16, x, q + 16, y),
                   both_sixteen_32(p + 32, x, q + 32, y), both_sixteen_32(p + 48, x, q + 48, y));
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

const wc_kernel wc_kernel_neon = {"neon", supported, {count_8, count_16, count_32}};

#endif
