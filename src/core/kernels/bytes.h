/* Comparing bytes. Not memcmp: it may crash where another thread writes to the bytes meanwhile, as
 * glibc's for SSE2 did before 2.37 (its bug 29863), and a call takes as long as three vectors. */
#ifndef WORD_COUNT_BYTES_H
#define WORD_COUNT_BYTES_H

#include "kernel.h"

/* Whether two runs of n >= 16 bytes are equal. */
static inline __attribute__((always_inline)) bool equal_bytes(const void *a, const void *b,
                                                              size_t n)
{
    typedef uint64_t pair __attribute__((vector_size(16), aligned(1), may_alias));
    const char *p = a, *q = b;
    pair different = *(const pair *)(p + n - 16) ^ *(const pair *)(q + n - 16);
    for (size_t i = 0; i + 16 < n; i += 16) {
        different |= *(const pair *)(p + i) ^ *(const pair *)(q + i);
    }
    return (different[0] | different[1]) == 0;
}

/* The same for any n, ended by the first 64 bytes that differ. */
static inline bool same_bytes(const void *a, const void *b, size_t n)
{
    enum { VECTOR = 16, STEP = 64 };
    const char *p = a, *q = b;
    if (n < VECTOR) {
        while (n > 0 && p[n - 1] == q[n - 1]) {
            n--;
        }
        return n == 0;
    }
    for (; n > STEP; n -= STEP, p += STEP, q += STEP) {
        if (!equal_bytes(p, q, STEP)) {
            return false;
        }
    }
    return n < VECTOR ? equal_bytes(p + n - VECTOR, q + n - VECTOR, VECTOR) : equal_bytes(p, q, n);
}

/* Prefetches one page ahead; the address may lie past the text (docs/benchmarks.md). */
static inline void prefetch_ahead(const void *block, size_t bytes)
{
    enum { AHEAD = 4096, CACHE_LINE = 64 };
    for (size_t i = 0; i < bytes; i += CACHE_LINE) {
        __builtin_prefetch((const void *)((uintptr_t)block + AHEAD + i));
    }
}

#endif
