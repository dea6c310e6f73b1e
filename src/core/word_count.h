/* The core's public contract: counting how often a word occurs in a text.
 *
 * A text is a sequence of units: the code points of a str in 1, 2 or 4 bytes each, or bytes. What
 * a word is, words.h says. A needle is the word to look for, prepared for texts of one width.
 *
 *     const wc_words words = {0};
 *     wc_needle needle;
 *     wc_needle_prepare(&needle, &word, text.width, &words);
 *     size_t count = wc_count(&text, &needle, 0, text.length + 1);
 *
 * counts on the calling thread. Long texts and files are counted by tasks (tasks.h): on several
 * threads, and in slices of time.
 *
 * Nothing here knows Python. Every function may be called from any number of threads at once.
 * Texts and needles are only read, and must stay where they are until the call returns. Concurrent
 * writes to their units may change the result but never cause an out-of-bounds read.
 */
#ifndef WORD_COUNT_H
#define WORD_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const void *units; /* aligned to its unit width; never read where length is 0 */
    size_t length;     /* in units; length * width must not exceed PTRDIFF_MAX */
    unsigned width;    /* bytes in a unit: 1, 2 or 4 */
} wc_text;

/* What a word is, and which words are the same. All zeros: lines, single spaces, and case matters.
 */
typedef struct {
    const struct wc_class *class; /* words are runs of its characters (classes.h); or NULL */
    const struct wc_fold *fold;   /* characters that are the same but for case; or NULL */
    bool is_utf8;                 /* characters are those of UTF-8, in units of one byte */
} wc_words;

typedef struct wc_needle wc_needle;
#include "needle.h" /* defines it; its fields are the kernels' business */

/* Copies `n` units of a text, from unit `from` on, to units of `width` bytes. Returns false if one
 * does not fit; the copy then differs from the text. */
bool wc_copy_units(const wc_text *text, size_t from, size_t n, unsigned width, void *copy);

/* Prepares `needle` to find `word` in texts of `width` bytes a unit; the word itself may have
 * another width. Its units are not copied: they must stay where they are for as long as the needle
 * is used, and so must what `words` refers to. O(1). Cannot fail. */
void wc_needle_prepare(wc_needle *needle, const wc_text *word, unsigned width,
                       const wc_words *words);

/* Prepares a needle that is in no text: a word that an encoding cannot represent. */
void wc_needle_prepare_absent(wc_needle *needle, unsigned width);

/* Whether no text has the needle: it holds a separator, or a unit that the texts' width cannot. Of
 * a needle of more than 4,096 units only so many are looked at. */
bool wc_needle_is_absent(const wc_needle *needle);

/* The number of words equal to `needle` that begin in [begin, end), where
 * 0 <= begin <= end <= text->length + 1: an empty word may begin at the very end of the text.
 * Over any partition of [0, length + 1) these counts add up to that of the whole, because
 * whether a word beginning at i counts depends on units i - 1 to i + needle length + 1 only; with a
 * class i - 1 to i + needle length, and 3 more on either side in UTF-8.
 * Time: O(end - begin + needle length), on the calling thread. Reads nothing outside the text. */
size_t wc_count(const wc_text *text, const wc_needle *needle, size_t begin, size_t end);

/* More threads than any memory system can feed. Larger requests are clamped. */
enum { WC_MAX_THREADS = 256 };

/* The CPUs this process may use: its affinity mask, and its cgroup's quota rounded up.
 * At least 1. The affinity is asked for anew by each call, the quota once in a process. */
unsigned wc_available_cpus(void);

/* Chooses the kernel for the whole process: by name, or the best one for NULL. Returns false
 * and changes nothing if this CPU has no kernel of that name. Without a call, the best is used.
 * A count in progress may use either kernel; all kernels give the same count. */
bool wc_kernel_choose(const char *name);

/* The name of the kernel in use. */
const char *wc_kernel_name(void);

/* The name of the i-th kernel this CPU can run, best first; NULL past the last. */
const char *wc_kernel_list(size_t i);

#endif
