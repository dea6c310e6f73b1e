#define _POSIX_C_SOURCE 200809L
#include "source.h"

#include <stdlib.h>
#include <string.h>

enum { CACHE_LINE = 64 };

bool wc_buffer_reserve(wc_buffer *buffer, size_t size, size_t kept)
{
    if (size <= buffer->size) {
        return true;
    }
    void *bytes;
    if (size > PTRDIFF_MAX - CACHE_LINE ||
        posix_memalign(&bytes, CACHE_LINE, size + WC_PADDING) != 0) {
        return false;
    }
    if (kept > 0) {
        memcpy(bytes, buffer->bytes, kept);
    }
    free(buffer->bytes);
    *buffer = (wc_buffer){bytes, size};
    return true;
}

void wc_buffer_release(wc_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (wc_buffer){NULL, 0};
}

void wc_order_units(unsigned char *bytes, size_t from, size_t to, wc_unit_format format)
{
    if (!format.swapped) {
        return;
    }
    if (format.width == 2) {
        uint16_t *units = (uint16_t *)(void *)bytes;
        for (size_t i = from / sizeof *units; i < to / sizeof *units; i++) {
            units[i] = __builtin_bswap16(units[i]);
        }
    } else if (format.width == 4) {
        uint32_t *units = (uint32_t *)(void *)bytes;
        for (size_t i = from / sizeof *units; i < to / sizeof *units; i++) {
            units[i] = __builtin_bswap32(units[i]);
        }
    }
}

size_t wc_complete_units(unsigned char *bytes, size_t size, wc_unit_format format)
{
    const size_t whole = size / format.width;
    if (size % format.width == 0) {
        return whole;
    }
    if (format.width == 2) {
        ((uint16_t *)(void *)bytes)[whole] = 0xfffd;
    } else {
        ((uint32_t *)(void *)bytes)[whole] = 0xfffd;
    }
    return whole + 1;
}
