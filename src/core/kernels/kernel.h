/* The private contract between the dispatcher and the kernels. */
#ifndef WORD_COUNT_KERNEL_H
#define WORD_COUNT_KERNEL_H

#include "../word_count.h"

/* Counts the words equal to `needle` that begin in [begin, end), end <= length, for texts of
 * the width that the function was made for. The needle is not WC_ABSENT. */
typedef size_t wc_kernel_count(const wc_text *text, const wc_needle *needle, size_t begin,
                               size_t end);

typedef struct {
    const char *name;
    bool (*supported)(void);    /* by this CPU and its operating system */
    wc_kernel_count *counts[3]; /* for widths 1, 2 and 4 */
} wc_kernel;

extern const wc_kernel wc_kernel_avx512, wc_kernel_avx2, wc_kernel_sse2; /* on x86 */
extern const wc_kernel wc_kernel_neon;                                   /* on aarch64 */
extern const wc_kernel wc_kernel_portable;

enum {
    WC_BLOCK = 64,          /* units in a block, the kernels' step: as many as a mask has bits */
    WC_MOST_LONG_WORDS = 4, /* words of 16 units and more that can end in a block */
};

/* Copies `n` units of a text, from unit `from` on, to units of `width` bytes. Returns false if one
 * does not fit; the copy then differs from the text. */
bool wc_copy_units(const wc_text *text, size_t from, size_t n, unsigned width, void *copy);

/* For functions that run once a block, in files that define TARGET, the attribute that lets a
 * function use their instruction set. */
#define INLINE static inline __attribute__((always_inline)) TARGET

#endif
