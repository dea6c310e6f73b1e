/* The SSE2 kernel: 16-byte vectors, which every 64-bit x86 CPU has. */
#if defined(__x86_64__) || defined(__i386__)

#include "kernel.h"

#include <emmintrin.h>

#define TARGET __attribute__((target("sse2")))
#define POPCOUNT popcount /* SSE2 does not bring an instruction for it */
#define EQUAL_BYTES equal_bytes
#define LIST_BITS list_bits
#define MASKS_A_VECTOR 0
#define FUSES 0
#define SPECIALISES 1
#define SHUFFLES 0 /* SSE2 has none of bytes */

typedef __m128i vector, truth;

INLINE vector load(const void *p)
{
    return _mm_loadu_si128(p);
}

INLINE vector splat_8(uint8_t unit)
{
    return _mm_set1_epi8((char)unit);
}

INLINE vector splat_16(uint16_t unit)
{
    return _mm_set1_epi16((short)unit);
}

INLINE vector splat_32(uint32_t unit)
{
    return _mm_set1_epi32((int)unit);
}

INLINE truth equal_8(vector a, vector b)
{
    return _mm_cmpeq_epi8(a, b);
}

INLINE truth equal_16(vector a, vector b)
{
    return _mm_cmpeq_epi16(a, b);
}

INLINE truth equal_32(vector a, vector b)
{
    return _mm_cmpeq_epi32(a, b);
}

INLINE truth truth_or(truth a, truth b)
{
    return _mm_or_si128(a, b);
}

INLINE truth truth_and(truth a, truth b)
{
    return _mm_and_si128(a, b);
}

INLINE vector vector_and(vector a, vector b)
{
    return _mm_and_si128(a, b);
}

INLINE uint64_t bits_of(truth a)
{
    return (uint32_t)_mm_movemask_epi8(a);
}

INLINE uint64_t movemask_8(const truth *t)
{
    return bits_of(t[0]) | bits_of(t[1]) << 16 | bits_of(t[2]) << 32 | bits_of(t[3]) << 48;
}

INLINE uint64_t movemask_16(const truth *t)
{
    const truth bytes[] = {_mm_packs_epi16(t[0], t[1]), _mm_packs_epi16(t[2], t[3]),
                           _mm_packs_epi16(t[4], t[5]), _mm_packs_epi16(t[6], t[7])};
    return movemask_8(bytes);
}

INLINE truth halves_of(truth a, truth b)
{
    return _mm_packs_epi32(a, b);
}

INLINE uint64_t movemask_32(const truth *t)
{
    const truth halves[] = {halves_of(t[0], t[1]),   halves_of(t[2], t[3]),
                            halves_of(t[4], t[5]),   halves_of(t[6], t[7]),
                            halves_of(t[8], t[9]),   halves_of(t[10], t[11]),
                            halves_of(t[12], t[13]), halves_of(t[14], t[15])};
    return movemask_16(halves);
}

#include "all_widths.h"

static bool supported(void)
{
    return __builtin_cpu_supports("sse2");
}

const wc_kernel wc_kernel_sse2 = WC_KERNEL("sse2", supported);

#endif
