/* The AVX2 kernel: 32-byte vectors. */
#if defined(__x86_64__) || defined(__i386__)

#include "kernel.h"

#include <immintrin.h>

#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define POPCOUNT (size_t)__builtin_popcountll
#define EQUAL_BYTES equal_bytes_avx2
#define LIST_BITS list_bits
#define MASKS_A_VECTOR 0
#define FUSES 0
#define SPECIALISES 1
#define SHUFFLES 1

typedef __m256i vector, truth;

INLINE vector load(const void *p)
{
    return _mm256_loadu_si256(p);
}

INLINE vector splat_8(uint8_t unit)
{
    return _mm256_set1_epi8((char)unit);
}

INLINE vector splat_16(uint16_t unit)
{
    return _mm256_set1_epi16((short)unit);
}

INLINE vector splat_32(uint32_t unit)
{
    return _mm256_set1_epi32((int)unit);
}

INLINE truth equal_8(vector a, vector b)
{
    return _mm256_cmpeq_epi8(a, b);
}

INLINE truth equal_16(vector a, vector b)
{
    return _mm256_cmpeq_epi16(a, b);
}

INLINE truth equal_32(vector a, vector b)
{
    return _mm256_cmpeq_epi32(a, b);
}

INLINE truth truth_or(truth a, truth b)
{
    return _mm256_or_si256(a, b);
}

INLINE truth truth_and(truth a, truth b)
{
    return _mm256_and_si256(a, b);
}

INLINE vector vector_and(vector a, vector b)
{
    return _mm256_and_si256(a, b);
}

INLINE uint64_t movemask_8(const truth *t)
{
    return (uint32_t)_mm256_movemask_epi8(t[0]) | (uint64_t)(uint32_t)_mm256_movemask_epi8(t[1])
                                                      << 32;
}

/* The instruction packs each 16-byte half of its operands for itself; put them in order again. */
INLINE truth bytes_of_16(truth a, truth b)
{
    return _mm256_permute4x64_epi64(_mm256_packs_epi16(a, b), _MM_SHUFFLE(3, 1, 2, 0));
}

INLINE uint64_t movemask_16(const truth *t)
{
    const truth bytes[] = {bytes_of_16(t[0], t[1]), bytes_of_16(t[2], t[3])};
    return movemask_8(bytes);
}

INLINE truth bytes_of_32(const truth *t)
{
    const truth packed =
        _mm256_packs_epi16(_mm256_packs_epi32(t[0], t[1]), _mm256_packs_epi32(t[2], t[3]));
    return _mm256_permutevar8x32_epi32(packed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

INLINE uint64_t movemask_32(const truth *t)
{
    const truth bytes[] = {bytes_of_32(t), bytes_of_32(t + 4)};
    return movemask_8(bytes);
}

INLINE truth less_8(vector a, vector b)
{
    return _mm256_cmpgt_epi8(b, a);
}

INLINE vector low_bytes(vector a, vector b)
{
    const vector low = splat_16(0xff);
    const vector packed = _mm256_packus_epi16(_mm256_and_si256(a, low), _mm256_and_si256(b, low));
    return _mm256_permute4x64_epi64(packed, _MM_SHUFFLE(3, 1, 2, 0));
}

INLINE vector high_bytes(vector a, vector b)
{
    return low_bytes(_mm256_srli_epi16(a, 8), _mm256_srli_epi16(b, 8));
}

INLINE vector low_halves(vector a, vector b)
{
    const vector low = splat_32(0xffff);
    const vector packed = _mm256_packus_epi32(_mm256_and_si256(a, low), _mm256_and_si256(b, low));
    return _mm256_permute4x64_epi64(packed, _MM_SHUFFLE(3, 1, 2, 0));
}

INLINE vector high_halves(vector a, vector b)
{
    return low_halves(_mm256_srli_epi32(a, 16), _mm256_srli_epi32(b, 16));
}

typedef struct {
    vector rows[2];
} byte_set;

INLINE byte_set byte_set_make(const wc_set *set)
{
    return (byte_set){{_mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)set->rows[0])),
                       _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)set->rows[1]))}};
}

/* A shuffle gives 0 for bytes with the highest bit. */
INLINE truth in_set(vector v, byte_set set)
{
    const vector bits = _mm256_set1_epi64x((long long)UINT64_C(0x8040201008040201));
    const vector low = _mm256_shuffle_epi8(set.rows[0], v);
    const vector high = _mm256_shuffle_epi8(set.rows[1], _mm256_xor_si256(v, splat_8(0x80)));
    const vector nibble = _mm256_and_si256(_mm256_srli_epi16(v, 4), splat_8(0x0f));
    const vector bit = _mm256_shuffle_epi8(bits, nibble);
    return equal_8(_mm256_and_si256(_mm256_or_si256(low, high), bit), bit);
}

INLINE __m128i difference(const char *a, const char *b)
{
    return _mm_xor_si128(_mm_loadu_si128((const void *)a), _mm_loadu_si128((const void *)b));
}

INLINE bool equal_bytes_avx2(const void *a, const void *b, size_t n)
{
    const char *p = a, *q = b;
    __m128i different = difference(p + n - 16, q + n - 16);
    for (size_t i = 0; i + 16 < n; i += 16) {
        different = _mm_or_si128(different, difference(p + i, q + i));
    }
    return _mm_testz_si128(different, different);
}

#include "all_widths.h"

static bool supported(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

const wc_kernel wc_kernel_avx2 = WC_KERNEL("avx2", supported);

#endif
