/* The AVX-512BW kernel: 64-byte vectors, whose comparisons give masks at once. */
#if defined(__x86_64__) || defined(__i386__)

#include "kernel.h"

#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,bmi,bmi2,popcnt")))
#define POPCOUNT (size_t)__builtin_popcountll
#define EQUAL_BYTES equal_bytes_avx512
#define LIST_BITS list_bits_avx512
#define MASKS_A_VECTOR 0
#define FUSES 1
#define SPECIALISES 1
#define SHUFFLES 1

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

/* A comparison under a mask saves an operation on masks. */
INLINE truth equal_within_8(truth t, vector a, vector b)
{
    return _mm512_mask_cmpeq_epi8_mask(t, a, b);
}

INLINE truth equal_within_16(truth t, vector a, vector b)
{
    return _mm512_mask_cmpeq_epi16_mask((__mmask32)t, a, b);
}

INLINE truth equal_within_32(truth t, vector a, vector b)
{
    return _mm512_mask_cmpeq_epi32_mask((__mmask16)t, a, b);
}

INLINE truth equal_none_8(vector v, vector x, vector y)
{
    return _mm512_mask_cmpneq_epi8_mask(_mm512_cmpneq_epi8_mask(v, x), v, y);
}

INLINE truth equal_none_16(vector v, vector x, vector y)
{
    return _mm512_mask_cmpneq_epi16_mask(_mm512_cmpneq_epi16_mask(v, x), v, y);
}

INLINE truth equal_none_32(vector v, vector x, vector y)
{
    return _mm512_mask_cmpneq_epi32_mask(_mm512_cmpneq_epi32_mask(v, x), v, y);
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

INLINE vector vector_and(vector a, vector b)
{
    return _mm512_and_si512(a, b);
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

INLINE truth less_8(vector a, vector b)
{
    return _mm512_cmplt_epi8_mask(a, b);
}

INLINE vector low_bytes(vector a, vector b)
{
    return _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi16_epi8(a)),
                              _mm512_cvtepi16_epi8(b), 1);
}

INLINE vector high_bytes(vector a, vector b)
{
    return low_bytes(_mm512_srli_epi16(a, 8), _mm512_srli_epi16(b, 8));
}

INLINE vector low_halves(vector a, vector b)
{
    return _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi32_epi16(a)),
                              _mm512_cvtepi32_epi16(b), 1);
}

INLINE vector high_halves(vector a, vector b)
{
    return low_halves(_mm512_srli_epi32(a, 16), _mm512_srli_epi32(b, 16));
}

typedef struct {
    vector rows[2];
} byte_set;

INLINE byte_set byte_set_make(const wc_set *set)
{
    return (byte_set){{_mm512_broadcast_i32x4(_mm_loadu_si128((const void *)set->rows[0])),
                       _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)set->rows[1]))}};
}

/* A shuffle gives 0 for bytes with the highest bit. */
INLINE truth in_set(vector v, byte_set set)
{
    const vector bits = _mm512_set1_epi64((long long)UINT64_C(0x8040201008040201));
    const vector low = _mm512_shuffle_epi8(set.rows[0], v);
    const vector high = _mm512_shuffle_epi8(set.rows[1], _mm512_xor_si512(v, splat_8(0x80)));
    const vector nibble = _mm512_and_si512(_mm512_srli_epi16(v, 4), splat_8(0x0f));
    return _mm512_test_epi8_mask(_mm512_or_si512(low, high), _mm512_shuffle_epi8(bits, nibble));
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

/* 16 numbers at a time: those whose bits are set move together. */
INLINE void list_bits_avx512(uint64_t mask, uint32_t count, uint32_t first, uint32_t *list)
{
    enum { AT_ONCE = 16 };
    (void)count;
    vector numbers = _mm512_add_epi32(
        _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), splat_32(first));
#pragma GCC unroll 4
    for (int i = 0; i < WC_BLOCK; i += AT_ONCE) {
        const __mmask16 some = (__mmask16)(mask >> i);
        _mm512_storeu_si512(list, _mm512_maskz_compress_epi32(some, numbers));
        list += __builtin_popcount(some);
        numbers = _mm512_add_epi32(numbers, splat_32(AT_ONCE));
    }
}

#include "all_widths.h"

static bool supported(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("popcnt");
}

const wc_kernel wc_kernel_avx512 = WC_KERNEL("avx512", supported);

#endif
