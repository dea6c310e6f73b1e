/* Chooses the kernel, once for the process, by what the CPU can do; and counts with it. */
#include "../words.h"
#include "kernel.h"

#include <stdatomic.h>
#include <string.h>

/* Best first. The last one runs on every CPU. */
static const wc_kernel *const kernels[] = {
#if defined(__x86_64__) || defined(__i386__)
    &wc_kernel_avx512,
    &wc_kernel_avx2,
    &wc_kernel_sse2,
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    &wc_kernel_neon,
#endif
    &wc_kernel_portable,
};
enum { KERNELS = sizeof kernels / sizeof *kernels };

/* The process's kernel; NULL until the first use. Choosing twice at once does no harm: without
 * a name, every thread chooses the same. */
static _Atomic(const wc_kernel *) chosen;

static const wc_kernel *find(const char *name)
{
    for (size_t i = 0; i < KERNELS; i++) {
        if ((!name || strcmp(kernels[i]->name, name) == 0) && kernels[i]->supported()) {
            return kernels[i];
        }
    }
    return NULL;
}

static const wc_kernel *current(void)
{
    const wc_kernel *kernel = atomic_load_explicit(&chosen, memory_order_acquire);
    if (!kernel) {
        kernel = find(NULL);
        atomic_store_explicit(&chosen, kernel, memory_order_release);
    }
    return kernel;
}

bool wc_kernel_choose(const char *name)
{
    const wc_kernel *kernel = find(name);
    if (kernel) {
        atomic_store_explicit(&chosen, kernel, memory_order_release);
    }
    return kernel != NULL;
}

const char *wc_kernel_name(void)
{
    return current()->name;
}

const char *wc_kernel_list(size_t i)
{
    for (size_t k = 0; k < KERNELS; k++) {
        if (kernels[k]->supported() && i-- == 0) {
            return kernels[k]->name;
        }
    }
    return NULL;
}

/* Whether the needle is longer than the text. Of UTF-8 whose case does not matter it is not known:
 * a character may be the same as a shorter one. */
static bool is_longer(const wc_needle *needle, const wc_text *text)
{
    return needle->word.length > text->length && needle->strategy != WC_BY_START;
}

size_t wc_count(const wc_text *text, const wc_needle *needle, size_t begin, size_t end)
{
    if (begin >= end || text->length == 0 || needle->strategy == WC_ABSENT ||
        is_longer(needle, text)) {
        return 0;
    }
    size_t count = 0;
    if (end > text->length) {
        end = text->length;
        count = needle->strategy == WC_EMPTY && wc_ends_in_empty_word(&needle->words, text);
    }
    if (begin < end) {
        count += current()->counts[text->width / 2](text, needle, begin, end);
    }
    return count;
}

void wc_find_bounds(const wc_words *words, const wc_text *text, size_t position, wc_bounds *bounds)
{
    current()->find_bounds[text->width / 2](words, text, position, bounds);
}
