#include "buffers.h"

#include <stdint.h>
#include <stdlib.h>

enum { CACHE_LINE = 64 };

bool wc_buffers_take(wc_buffers *buffers, unsigned wanted, size_t size)
{
    size = (size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
    const size_t most = size < WC_ALL_BUFFERS ? WC_ALL_BUFFERS / size : 1;
    unsigned count = wanted < WC_MAX_BUFFERS ? wanted : WC_MAX_BUFFERS;
    count = count < most ? count : (unsigned)most;
    void *memory = malloc(count * size + CACHE_LINE);
    if (!memory && count > 1) {
        count = 1;
        memory = malloc(size + CACHE_LINE);
    }
    *buffers = (wc_buffers){.memory = memory, .size = size, .count = count};
    if (memory) {
        buffers->bytes = (unsigned char *)memory + (CACHE_LINE - (uintptr_t)memory % CACHE_LINE);
    }
    return memory != NULL;
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
    free(buffers->memory);
    buffers->memory = NULL;
}
