/* The private contract between the dispatcher and the kernels. */
#ifndef WORD_COUNT_KERNEL_H
#define WORD_COUNT_KERNEL_H

#include "../bounds.h"
#include "../word_count.h"

/* Counts the words equal to `needle` that begin in [begin, end), end <= length, for texts of
 * the width that the function was made for. The needle is not WC_ABSENT. */
typedef size_t wc_kernel_count(const wc_text *text, const wc_needle *needle, size_t begin,
                               size_t end);

/* Finds where words begin and end in [position, position + bounds->units), for texts of the width
 * that the function was made for. A word may begin before it, or end after it. */
typedef void wc_kernel_find_bounds(const wc_words *words, const wc_text *text, size_t position,
                                   wc_bounds *bounds);

typedef struct {
    const char *name;
    bool (*supported)(void);    /* by this CPU and its operating system */
    wc_kernel_count *counts[3]; /* for widths 1, 2 and 4 */
    wc_kernel_find_bounds *find_bounds[3];
} wc_kernel;

extern const wc_kernel wc_kernel_avx512, wc_kernel_avx2, wc_kernel_sse2; /* on x86 */
extern const wc_kernel wc_kernel_neon;                                   /* on aarch64 */
extern const wc_kernel wc_kernel_portable;

enum {
    WC_BLOCK = 64,          /* units in a block, the kernels' step: as many as a mask has bits */
    WC_MOST_LONG_WORDS = 4, /* words of 16 units and more that can end in a block */
    WC_MARGIN = 3, /* units that a block may need on either side, for a character of UTF-8 */
};

/* The rules of a word that kernels tell apart. */
typedef enum { WC_RULE_LINES, WC_RULE_CLASS, WC_RULE_UTF8 } wc_rule;

static inline wc_rule wc_rule_of(const wc_words *words)
{
    return !words->class ? WC_RULE_LINES : words->is_utf8 ? WC_RULE_UTF8 : WC_RULE_CLASS;
}

/* Which units are the same. */
typedef enum {
    WC_EXACT,    /* units are the same where they are equal */
    WC_IN_A_BIT, /* or where they are but for a bit, as the cases of an ASCII letter */
    WC_VARIANTS, /* where they are one of up to 4 */
} wc_units_kind;

static inline wc_units_kind wc_units_kind_of(const wc_needle *needle)
{
    return !needle->words.fold ? WC_EXACT : needle->differs_in_a_bit ? WC_IN_A_BIT : WC_VARIANTS;
}

/* The bytes of the longest word that equals a needle. */
size_t wc_longest_match(const wc_needle *needle);

/* For functions that run seldom, or take long: one of each is enough. */
#define ONCE static __attribute__((noinline)) TARGET

/* For functions that run once a block, in files that define TARGET, the attribute that lets a
 * function use their instruction set. */
#define INLINE static inline __attribute__((always_inline)) TARGET

#endif
