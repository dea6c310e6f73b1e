/* The AVX2 kernel: 32-byte vectors. */
#if defined(__x86_64__) || defined(__i386__)

#include "kernel.h"

#include <immintrin.h>
#include <string.h>

#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define POPCOUNT (size_t)__builtin_popcountll
typedef __m256i pattern_8, pattern_16, pattern_32;

INLINE __m256i load(const void *p)
{
    return _mm256_loadu_si256(p);
}

/* The highest bits of the 64 bytes in two vectors. */
INLINE uint64_t mask_of(__m256i a, __m256i b)
{
    return (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

INLINE pattern_8 repeat_8(uint8_t unit)
{
    return _mm256_set1_epi8((char)unit);
}

/* 32 bytes that are all ones where the 32 units at p are x's or y's. */
INLINE __m256i thirty_two_8(const uint8_t *p, __m256i x, __m256i y)
{
    const __m256i v = load(p);
    return _mm256_or_si256(_mm256_cmpeq_epi8(v, x), _mm256_cmpeq_epi8(v, y));
}

INLINE __m256i both_thirty_two_8(const uint8_t *p, __m256i x, const uint8_t *q, __m256i y)
{
    return _mm256_and_si256(_mm256_cmpeq_epi8(load(p), x), _mm256_cmpeq_epi8(load(q), y));
}

INLINE uint64_t either_8(const uint8_t *p, pattern_8 x, pattern_8 y)
{
    return mask_of(thirty_two_8(p, x, y), thirty_two_8(p + 32, x, y));
}

INLINE uint64_t both_8(const uint8_t *p, pattern_8 x, const uint8_t *q, pattern_8 y)
{
    return mask_of(both_thirty_two_8(p, x, q, y), both_thirty_two_8(p + 32, x, q + 32, y));
}

INLINE pattern_16 repeat_16(uint16_t unit)
{
    return _mm256_set1_epi16((short)unit);
}

INLINE __m256i sixteen_16(const uint16_t *p, __m256i x, __m256i y)
{
    const __m256i v = load(p);
    return _mm256_or_si256(_mm256_cmpeq_epi16(v, x), _mm256_cmpeq_epi16(v, y));
}

INLINE __m256i both_sixteen_16(const uint16_t *p, __m256i x, const uint16_t *q, __m256i y)
{
    return _mm256_and_si256(_mm256_cmpeq_epi16(load(p), x), _mm256_cmpeq_epi16(load(q), y));
}

/* The instruction packs each 16-byte half of its operands for itself; put them in order again. */
INLINE __m256i thirty_two_16(const uint16_t *p, __m256i x, __m256i y)
{
    const __m256i halves = _mm256_packs_epi16(sixteen_16(p, x, y), sixteen_16(p + 16, x, y));
    return _mm256_permute4x64_epi64(halves, _MM_SHUFFLE(3, 1, 2, 0));
}

INLINE __m256i both_thirty_two_16(const uint16_t *p, __m256i x, const uint16_t *q, __m256i y)
{
    const __m256i halves =
        _mm256_packs_epi16(both_sixteen_16(p, x, q, y), both_sixteen_16(p + 16, x, q + 16, y));
    return _mm256_permute4x64_epi64(halves, _MM_SHUFFLE(3, 1, 2, 0));
}

INLINE uint64_t either_16(const uint16_t *p, pattern_16 x, pattern_16 y)
{
    return mask_of(thirty_two_16(p, x, y), thirty_two_16(p + 32, x, y));
}

INLINE uint64_t both_16(const uint16_t *p, pattern_16 x, const uint16_t *q, pattern_16 y)
{
    return mask_of(both_thirty_two_16(p, x, q, y), both_thirty_two_16(p + 32, x, q + 32, y));
}

INLINE pattern_32 repeat_32(uint32_t unit)
{
    return _mm256_set1_epi32((int)unit);
}

INLINE __m256i eight_32(const uint32_t *p, __m256i x, __m256i y)
{
    const __m256i v = load(p);
    return _mm256_or_si256(_mm256_cmpeq_epi32(v, x), _mm256_cmpeq_epi32(v, y));
}

INLINE __m256i both_eight_32(const uint32_t *p, __m256i x, const uint32_t *q, __m256i y)
{
    return _mm256_and_si256(_mm256_cmpeq_epi32(load(p), x), _mm256_cmpeq_epi32(load(q), y));
}

INLINE __m256i thirty_two_32(const uint32_t *p, __m256i x, __m256i y)
{
    const __m256i packed =
        _mm256_packs_epi16(_mm256_packs_epi32(eight_32(p, x, y), eight_32(p + 8, x, y)),
                           _mm256_packs_epi32(eight_32(p + 16, x, y), eight_32(p + 24, x, y)));
    return _mm256_permutevar8x32_epi32(packed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

INLINE __m256i both_thirty_two_32(const uint32_t *p, __m256i x, const uint32_t *q, __m256i y)
{
    const __m256i packed = _mm256_packs_epi16(
        _mm256_packs_epi32(both_eight_32(p, x, q, y), both_eight_32(p + 8, x, q + 8, y)),
        _mm256_packs_epi32(both_eight_32(p + 16, x, q + 16, y),
                           both_eight_32(p + 24, x, q + 24, y)));
    return _mm256_permutevar8x32_epi32(packed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

INLINE uint64_t either_32(const uint32_t *p, pattern_32 x, pattern_32 y)
{
    return mask_of(thirty_two_32(p, x, y), thirty_two_32(p + 32, x, y));
}

INLINE uint64_t both_32(const uint32_t *p, pattern_32 x, const uint32_t *q, pattern_32 y)
{
    return mask_of(both_thirty_two_32(p, x, q, y), both_thirty_two_32(p + 32, x, q + 32, y));
}

#define UNIT_BITS 8
#include "kernel_template.h"
#define UNIT_BITS 16
#include "kernel_template.h"
#define UNIT_BITS 32
#include "kernel_template.h"

static bool supported(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

const wc_kernel wc_kernel_avx2 = {"avx2", supported, {count_8, count_16, count_32}};

#endif
