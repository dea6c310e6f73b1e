/* The AVX-512BW kernel: 64-byte vectors, whose comparisons give masks at once. */
#if defined(__x86_64__) || defined(__i386__)

#include "kernel.h"

#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,bmi,bmi2,popcnt")))
#define POPCOUNT (size_t)__builtin_popcountll
#define EQUAL_BYTES equal_bytes_avx512
#define MASKS_A_VECTOR 0

typedef __m512i vector;
typedef __mmask64 truth; /* a bit for each lane, the lowest ones */

INLINE vector load(const void *p)
{
    return _mm512_loadu_si512(p);
}

INLINE vector splat_8(uint8_t unit)
{
    return _mm512_set1_epi8((char)unit);
}

INLINE vector splat_16(uint16_t unit)
{
    return _mm512_set1_epi16((short)unit);
}

INLINE vector splat_32(uint32_t unit)
{
    return _mm512_set1_epi32((int)unit);
}

INLINE truth equal_8(vector a, vector b)
{
    return _mm512_cmpeq_epi8_mask(a, b);
}

INLINE truth equal_16(vector a, vector b)
{
    return _mm512_cmpeq_epi16_mask(a, b);
}

INLINE truth equal_32(vector a, vector b)
{
    return _mm512_cmpeq_epi32_mask(a, b);
}

/* In mask registers: to move each mask to a general one first takes longer (docs/benchmarks.md). */
INLINE truth truth_or(truth a, truth b)
{
    return _kor_mask64(a, b);
}

INLINE truth truth_and(truth a, truth b)
{
    return a & b;
}

INLINE uint64_t movemask_8(const truth *t)
{
    return t[0];
}

INLINE uint64_t movemask_16(const truth *t)
{
    return t[0] | t[1] << 32;
}

INLINE uint64_t movemask_32(const truth *t)
{
    return t[0] | t[1] << 16 | t[2] << 32 | t[3] << 48;
}

/* Loads of masked-out bytes do not fault. */
INLINE bool equal_bytes_avx512(const void *a, const void *b, size_t n)
{
    const char *p = a, *q = b;
    for (; n > sizeof(vector); n -= sizeof(vector), p += sizeof(vector), q += sizeof(vector)) {
        if (_mm512_cmpneq_epi8_mask(load(p), load(q))) {
            return false;
        }
    }
    const __mmask64 m = UINT64_MAX >> (sizeof(vector) - n);
    return !_mm512_mask_cmpneq_epi8_mask(m, _mm512_maskz_loadu_epi8(m, p),
                                         _mm512_maskz_loadu_epi8(m, q));
}

#include "all_widths.h"

static bool supported(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("popcnt");
}

const wc_kernel wc_kernel_avx512 = {"avx512", supported, {count_8, count_16, count_32}};

#endif
