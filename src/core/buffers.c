#include "buffers.h"

#include <stdlib.h>

enum { CACHE_LINE = 64 };

bool wc_buffers_take(wc_buffers *buffers, unsigned wanted, size_t size)
{
    size = (size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
    const size_t most = size < WC_ALL_BUFFERS ? WC_ALL_BUFFERS / size : 1;
    unsigned count = wanted < WC_MAX_BUFFERS ? wanted : WC_MAX_BUFFERS;
    count = count < most ? count : (unsigned)most;
    *buffers = (wc_buffers){.size = size, .count = count};
    buffers->bytes = aligned_alloc(CACHE_LINE, count * size);
    if (!buffers->bytes && count > 1) {
        buffers->count = 1;
        buffers->bytes = aligned_alloc(CACHE_LINE, size);
    }
    return buffers->bytes != NULL;
}

unsigned char *wc_buffers_borrow(wc_buffers *buffers)
{
    for (unsigned i = 0;; i = (i + 1) % buffers->count) {
        if (!atomic_exchange_explicit(&buffers->borrowed[i], true, memory_order_acquire)) {
            return buffers->bytes + i * buffers->size;
        }
    }
}

void wc_buffers_return(wc_buffers *buffers, unsigned char *buffer)
{
    const size_t i = (size_t)(buffer - buffers->bytes) / buffers->size;
    atomic_store_explicit(&buffers->borrowed[i], false, memory_order_release);
}

void wc_buffers_release(wc_buffers *buffers)
{
    free(buffers->bytes);
    buffers->bytes = NULL;
}
