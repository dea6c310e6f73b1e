#include "units.h"

#include <string.h>

void wc_order_units(unsigned char *bytes, size_t from, size_t to, wc_form form)
{
    if (!form.swapped) {
        return;
    }
    if (form.width == 2) {
        uint16_t *units = (uint16_t *)(void *)bytes;
        for (size_t i = from / sizeof *units; i < to / sizeof *units; i++) {
            units[i] = __builtin_bswap16(units[i]);
        }
    } else if (form.width == 4) {
        uint32_t *units = (uint32_t *)(void *)bytes;
        for (size_t i = from / sizeof *units; i < to / sizeof *units; i++) {
            units[i] = __builtin_bswap32(units[i]);
        }
    }
}

size_t wc_complete_units(unsigned char *bytes, size_t size, wc_form form)
{
    const size_t whole = size / form.width;
    if (size % form.width == 0) {
        return whole;
    }
    if (form.width == 2) {
        ((uint16_t *)(void *)bytes)[whole] = 0xfffd;
    } else {
        ((uint32_t *)(void *)bytes)[whole] = 0xfffd;
    }
    return whole + 1;
}

size_t wc_window_size(const wc_needle *needle, wc_form form, size_t least)
{
    const size_t reach = wc_reach(needle);
    if (reach > (PTRDIFF_MAX - least) / 4 / form.width) {
        return 0;
    }
    const size_t edges = reach * form.width;
    return edges + (edges > least ? 2 * edges : least);
}
