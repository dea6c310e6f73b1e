/* The buffers that the threads of a job read into: one for each, borrowed for a chunk. */
#ifndef WORD_COUNT_BUFFERS_H
#define WORD_COUNT_BUFFERS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* 31 of 256 KiB and a little more are 8 MiB. More threads than that do not read faster. */
enum { WC_MAX_BUFFERS = 31, WC_ALL_BUFFERS = 8 * 1024 * 1024 };

typedef struct {
    void *memory;         /* all of them, to be freed */
    unsigned char *bytes; /* the first */
    size_t size;          /* of each */
    unsigned count;       /* at least 1 */
    atomic_bool borrowed[WC_MAX_BUFFERS];
} wc_buffers;

/* Takes up to `wanted` buffers of at least `size` bytes, aligned to cache lines, as many as fit
 * into WC_ALL_BUFFERS but at least one. Returns false, holding nothing, if memory is refused. */
bool wc_buffers_take(wc_buffers *buffers, unsigned wanted, size_t size);

/* A buffer for the calling thread: there must be one for each thread that borrows at a time. A
 * thread that borrows again gets the one it knows, still in its cache, unless another was faster.
 */
unsigned char *wc_buffers_borrow(wc_buffers *buffers);

void wc_buffers_return(wc_buffers *buffers, unsigned char *buffer);

void wc_buffers_release(wc_buffers *buffers);

#endif
