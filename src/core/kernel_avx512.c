/* The AVX-512BW kernel: 64-byte vectors, whose comparisons give masks at once. */
#if defined(__x86_64__) || defined(__i386__)

#include "kernel.h"

#include <immintrin.h>
#include <string.h>

#define TARGET __attribute__((target("avx512f,avx512bw,bmi,bmi2,popcnt")))
#define POPCOUNT (size_t)__builtin_popcountll
typedef __m512i pattern_8, pattern_16, pattern_32;

INLINE pattern_8 repeat_8(uint8_t unit)
{
    return _mm512_set1_epi8((char)unit);
}

INLINE uint64_t either_8(const uint8_t *p, pattern_8 x, pattern_8 y)
{
    const __m512i v = _mm512_loadu_si512(p);
    return _kor_mask64(_mm512_cmpeq_epi8_mask(v, x), _mm512_cmpeq_epi8_mask(v, y));
}

INLINE uint64_t both_8(const uint8_t *p, pattern_8 x, const uint8_t *q, pattern_8 y)
{
    const __mmask64 m = _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(p), x);
    return _mm512_mask_cmpeq_epi8_mask(m, _mm512_loadu_si512(q), y);
}

INLINE pattern_16 repeat_16(uint16_t unit)
{
    return _mm512_set1_epi16((short)unit);
}

INLINE uint64_t thirty_two_16(const uint16_t *p, __m512i x, __m512i y)
{
    const __m512i v = _mm512_loadu_si512(p);
    return _mm512_cmpeq_epi16_mask(v, x) | _mm512_cmpeq_epi16_mask(v, y);
}

INLINE uint64_t either_16(const uint16_t *p, pattern_16 x, pattern_16 y)
{
    return thirty_two_16(p, x, y) | thirty_two_16(p + 32, x, y) << 32;
}

INLINE uint64_t both_thirty_two_16(const uint16_t *p, __m512i x, const uint16_t *q, __m512i y)
{
    const __mmask32 m = _mm512_cmpeq_epi16_mask(_mm512_loadu_si512(p), x);
    return _mm512_mask_cmpeq_epi16_mask(m, _mm512_loadu_si512(q), y);
}

INLINE uint64_t both_16(const uint16_t *p, pattern_16 x, const uint16_t *q, pattern_16 y)
{
    return both_thirty_two_16(p, x, q, y) | both_thirty_two_16(p + 32, x, q + 32, y) << 32;
}

INLINE pattern_32 repeat_32(uint32_t unit)
{
    return _mm512_set1_epi32((int)unit);
}

INLINE uint64_t sixteen_32(const uint32_t *p, __m512i x, __m512i y)
{
    const __m512i v = _mm512_loadu_si512(p);
    return (uint64_t)(_mm512_cmpeq_epi32_mask(v, x) | _mm512_cmpeq_epi32_mask(v, y));
}

INLINE uint64_t either_32(const uint32_t *p, pattern_32 x, pattern_32 y)
{
    return sixteen_32(p, x, y) | sixteen_32(p + 16, x, y) << 16 | sixteen_32(p + 32, x, y) << 32 |
           sixteen_32(p + 48, x, y) << 48;
}

INLINE uint64_t both_sixteen_32(const uint32_t *p, __m512i x, const uint32_t *q, __m512i y)
{
    const __mmask16 m = _mm512_cmpeq_epi32_mask(_mm512_loadu_si512(p), x);
    return (uint64_t)_mm512_mask_cmpeq_epi32_mask(m, _mm512_loadu_si512(q), y);
}

INLINE uint64_t both_32(const uint32_t *p, pattern_32 x, const uint32_t *q, pattern_32 y)
{
    return both_sixteen_32(p, x, q, y) | both_sixteen_32(p + 16, x, q + 16, y) << 16 |
           both_sixteen_32(p + 32, x, q + 32, y) << 32 |
           both_sixteen_32(p + 48, x, q + 48, y) << 48;
}

#define UNIT_BITS 8
#include "kernel_template.h"
#define UNIT_BITS 16
#include "kernel_template.h"
#define UNIT_BITS 32
#include "kernel_template.h"

static bool supported(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("popcnt");
}

const wc_kernel wc_kernel_avx512 = {"avx512", supported, {count_8, count_16, count_32}};

#endif
