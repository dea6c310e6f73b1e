/* The SSE2 kernel: 16-byte vectors, which every 64-bit x86 CPU has. */
#if defined(__x86_64__) || defined(__i386__)

#include "kernel.h"

#include <emmintrin.h>
#include <string.h>

#define TARGET __attribute__((target("sse2")))

/* SSE2 does not bring an instruction for it; hits are rare enough to be counted one by one. */
INLINE size_t popcount(uint64_t mask)
{
    size_t bits = 0;
    for (; mask; mask &= mask - 1) {
        bits++;
    }
    return bits;
}

#define POPCOUNT popcount
typedef __m128i pattern_8, pattern_16, pattern_32;

INLINE __m128i load(const void *p)
{
    return _mm_loadu_si128(p);
}

/* The highest bits of the 64 bytes in four vectors. */
INLINE uint64_t mask_of(__m128i a, __m128i b, __m128i c, __m128i d)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(a) |
           (uint64_t)(uint32_t)_mm_movemask_epi8(b) << 16 |
           (uint64_t)(uint32_t)_mm_movemask_epi8(c) << 32 |
           (uint64_t)(uint32_t)_mm_movemask_epi8(d) << 48;
}

INLINE pattern_8 repeat_8(uint8_t unit)
{
    return _mm_set1_epi8((char)unit);
}

/* 16 bytes that are all ones where the 16 units at p are x's or y's. */
INLINE __m128i sixteen_8(const uint8_t *p, __m128i x, __m128i y)
{
    const __m128i v = load(p);
    return _mm_or_si128(_mm_cmpeq_epi8(v, x), _mm_cmpeq_epi8(v, y));
}

INLINE __m128i both_sixteen_8(const uint8_t *p, __m128i x, const uint8_t *q, __m128i y)
{
    return _mm_and_si128(_mm_cmpeq_epi8(load(p), x), _mm_cmpeq_epi8(load(q), y));
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
    return _mm_set1_epi16((short)unit);
}

INLINE __m128i eight_16(const uint16_t *p, __m128i x, __m128i y)
{
    const __m128i v = load(p);
    return _mm_or_si128(_mm_cmpeq_epi16(v, x), _mm_cmpeq_epi16(v, y));
}

INLINE __m128i both_eight_16(const uint16_t *p, __m128i x, const uint16_t *q, __m128i y)
{
    return _mm_and_si128(_mm_cmpeq_epi16(load(p), x), _mm_cmpeq_epi16(load(q), y));
}

INLINE __m128i sixteen_16(const uint16_t *p, __m128i x, __m128i y)
{
    return _mm_packs_epi16(eight_16(p, x, y), eight_16(p + 8, x, y));
}

INLINE __m128i both_sixteen_16(const uint16_t *p, __m128i x, const uint16_t *q, __m128i y)
{
    return _mm_packs_epi16(both_eight_16(p, x, q, y), both_eight_16(p + 8, x, q + 8, y));
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
    return _mm_set1_epi32((int)unit);
}

INLINE __m128i four_32(const uint32_t *p, __m128i x, __m128i y)
{
    const __m128i v = load(p);
    return _mm_or_si128(_mm_cmpeq_epi32(v, x), _mm_cmpeq_epi32(v, y));
}

INLINE __m128i both_four_32(const uint32_t *p, __m128i x, const uint32_t *q, __m128i y)
{
    return _mm_and_si128(_mm_cmpeq_epi32(load(p), x), _mm_cmpeq_epi32(load(q), y));
}

INLINE __m128i sixteen_32(const uint32_t *p, __m128i x, __m128i y)
{
    return _mm_packs_epi16(_mm_packs_epi32(four_32(p, x, y), four_32(p + 4, x, y)),
                           _mm_packs_epi32(four_32(p + 8, x, y), four_32(p + 12, x, y)));
}

INLINE __m128i both_sixteen_32(const uint32_t *p, __m128i x, const uint32_t *q, __m128i y)
{
    return _mm_packs_epi16(
        _mm_packs_epi32(both_four_32(p, x, q, y), both_four_32(p + 4, x, q + 4, y)),
        _mm_packs_epi32(both_four_32(p + 8, x, q + 8, y), both_four_32(p + 12, x, q + 12, y)));
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
    return __builtin_cpu_supports("sse2");
}

const wc_kernel wc_kernel_sse2 = {"sse2", supported, {count_8, count_16, count_32}};

#endif
