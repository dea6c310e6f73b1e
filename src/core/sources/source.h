/* What the sources share: buffers, and bytes that become units. */
#ifndef WORD_COUNT_SOURCE_H
#define WORD_COUNT_SOURCE_H

#include "../tasks.h"

/* Room behind the bytes that are asked for: the rest of a last unit. */
enum { WC_PADDING = 3 };

/* Makes room for `size` bytes and the padding; the first `kept` bytes stay. Returns false, and
 * changes nothing, if memory is refused. */
bool wc_buffer_reserve(wc_buffer *buffer, size_t size, size_t kept);

void wc_buffer_release(wc_buffer *buffer);

/* Puts the bytes of the units in [from, to), offsets in bytes of whole units, into the machine's
 * order. */
void wc_order_units(unsigned char *bytes, size_t from, size_t to, wc_unit_format format);

/* Completes the last of `size` bytes to a unit, the replacement character, where they are fewer
 * than a unit. Returns how many units there are. */
size_t wc_complete_units(unsigned char *bytes, size_t size, wc_unit_format format);

/* `size` bytes rounded down to whole units. */
static inline size_t wc_whole_units(size_t size, wc_unit_format format)
{
    return size - size % format.width;
}

#endif
