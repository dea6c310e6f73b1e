/* The core's public contract: counting how often a word occurs in a text.
 *
 * A text is a sequence of units: the code points of a str in 1, 2 or 4 bytes each, or bytes.
 * Lines end at "\n" or "\r\n", the words of a line are the pieces between single spaces, and
 * what is counted are the words equal to the needle, unit for unit (README.md).
 *
 * Nothing here knows Python. Every function may be called from any number of threads at once;
 * texts and needles are only read, and must stay where they are until the call returns. If others
 * write to their units meanwhile the count may be off, but nothing outside them is read: what is
 * read decides what is counted, never where.
 */
#ifndef WORD_COUNT_H
#define WORD_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* More threads than any memory system can feed; what is asked for beyond it is not started. */
enum { WC_MAX_THREADS = 256 };

typedef struct {
    const void *units; /* aligned to its unit width; never read where length is 0 */
    size_t length;     /* in units; length * width must not exceed PTRDIFF_MAX */
    unsigned width;    /* bytes in a unit: 1, 2 or 4 */
} wc_text;

/* How much of the work the masks of a kernel can decide (kernel_template.h). */
typedef enum {
    WC_IMPOSSIBLE, /* the needle holds a separator, or a unit that the width cannot */
    WC_EMPTY,      /* the empty word */
    WC_EXACT,      /* one or two units: its ends are all of it */
    WC_CHECKED,    /* its inner units must be compared, for many places at once */
    WC_COMPARED,   /* it must be compared place by place */
    WC_LONG,       /* the same, and it is longer than a mask reaches */
} wc_shape;

/* How many units of a needle a kernel looks for by masks: fewer than a mask has bits, so that masks
 * are shifted by less than that. The rest of a longer needle is compared place by place. */
enum { WC_MAX_SPAN = 62 };

/* A needle prepared for texts of one width. Its fields are the kernels' business. */
typedef struct {
    wc_text word;   /* the needle itself, in units of its own width */
    unsigned width; /* of the texts */
    wc_shape shape;
    bool ends_in_cr;
    size_t searched;            /* its first units, known to hold no separator */
    uint32_t head[WC_MAX_SPAN]; /* its first units in the texts' width, where that is not its own */
} wc_needle;

/* Prepares `needle` to find `word` in texts of `width` bytes a unit. The word's units are not
 * copied: they must stay where they are for as long as the needle is used. O(1). */
void wc_needle_prepare(wc_needle *needle, const wc_text *word, unsigned width);

/* The number of words equal to `needle` that begin in [begin, end), where
 * 0 <= begin <= end <= text->length + 1: an empty word may begin at the very end of the text.
 * Over any partition of [0, length + 1) these counts add up to that of the whole, because
 * whether a word beginning at i counts depends on units i - 1 to i + needle length + 1 only.
 * Time: O(end - begin + needle length), on the calling thread. Reads nothing outside the text. */
size_t wc_count(const wc_text *text, const wc_needle *needle, size_t begin, size_t end);

/* How far a count has come: `count` words among those that begin before `position`. */
typedef struct {
    size_t position;
    size_t count;
} wc_progress;

/* Counts on from `progress` with up to `threads` threads, the caller among them, until the text
 * is done (returns true) or about `budget_ns` nanoseconds are over (returns false; call again).
 * The budget can be overrun by the time of one chunk: 0.1 ms, or what one match of a needle of
 * many megabytes takes. Begin with {0, 0}.
 *
 * threads = 1 works on the calling thread alone, 0 stands for wc_available_cpus(). Small texts
 * wake nobody, and workers that cannot be started are done without. No worker touches the text
 * after the return. */
bool wc_count_on(const wc_text *text, const wc_needle *needle, unsigned threads, uint64_t budget_ns,
                 wc_progress *progress);

/* The CPUs this process may use: its affinity mask, and its cgroup's quota rounded up.
 * At least 1. The affinity is asked for anew by each call, the quota once in a process. */
unsigned wc_available_cpus(void);

/* Chooses the kernel for the whole process: by name, or the best one for NULL. Returns false
 * and changes nothing if this CPU has no kernel of that name. Without a call, the best is used.
 * A count that runs meanwhile may go on with either; they all count the same. */
bool wc_kernel_choose(const char *name);

/* The name of the kernel in use. */
const char *wc_kernel_name(void);

/* The name of the i-th kernel this CPU can run, best first; NULL past the last. */
const char *wc_kernel_list(size_t i);

#endif
