/* From bytes that have been read to the units of a text. */
#ifndef WORD_COUNT_UNITS_H
#define WORD_COUNT_UNITS_H

#include "stream.h"

/* Enough room behind `size` bytes for the rest of a unit. */
enum { WC_PADDING = 3 };

/* Puts the bytes of the units in [from, to), offsets in bytes of whole units, into the machine's
 * order. */
void wc_order_units(unsigned char *bytes, size_t from, size_t to, wc_form form);

/* Completes the last of `size` bytes to a unit, the replacement character, where they are fewer
 * than a unit. Returns how many units there are. */
size_t wc_complete_units(unsigned char *bytes, size_t size, wc_form form);

/* How many units after the first position of a word decide whether it counts, for the needle:
 * its own, and two for the end of a line. */
static inline size_t wc_reach(const wc_needle *needle)
{
    return (needle->shape == WC_IMPOSSIBLE ? 0 : needle->word.length) + 2;
}

/* The bytes of a window that holds `least` bytes and the reach of the needle at both ends, and is
 * worth moving on. 0 if there can be no such window. */
size_t wc_window_size(const wc_needle *needle, wc_form form, size_t least);

#endif
