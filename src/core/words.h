/* What a word is. Every other file asks this one; kernels/words_masks.h says the same in masks.
 *
 * Lines end at "\n" or "\r\n". The words of a line are the pieces between single spaces, so two
 * spaces in a row, or a space at either end of a line, make an empty word. A "\r" that is not
 * directly before "\n" is an ordinary unit. The end of the text ends its last line, and there is no
 * empty line after a final "\n".
 *
 * So a text is cut into words by separators, spaces and newlines, but for two cases that need a
 * second look: a "\r" before a newline is no part of the word, and the text's last word, where it
 * is empty, counts only after a space.
 */
#ifndef WORD_COUNT_WORDS_H
#define WORD_COUNT_WORDS_H

#include "word_count.h"

/* Whether a word that begins at i counts depends on so many units before i, and on so many after
 * the word's last unit. */
enum { WC_UNITS_BEFORE = 1, WC_UNITS_AFTER = 2 };

/* Stands for the unit beyond either end of a text. */
enum { WC_NO_UNIT = -1 };

static inline bool wc_is_separator(int64_t unit)
{
    return unit == ' ' || unit == '\n' || unit == WC_NO_UNIT;
}

/* Whether a word ends before `unit`, which comes after `prev` and before `next`. */
static inline bool wc_ends_word(int64_t prev, int64_t unit, int64_t next)
{
    return unit == '\n' ? prev != '\r' : wc_is_separator(unit) || (unit == '\r' && next == '\n');
}

static inline uint32_t wc_unit(const wc_text *text, size_t i)
{
    switch (text->width) {
    case 1:
        return ((const uint8_t *)text->units)[i];
    case 2:
        return ((const uint16_t *)text->units)[i];
    default:
        return ((const uint32_t *)text->units)[i];
    }
}

/* Whether an empty word begins where the text ends. */
static inline bool wc_ends_in_empty_word(const wc_text *text)
{
    return text->length > 0 && wc_unit(text, text->length - 1) == ' ';
}

/* Whether units [0, n) of `text` hold a separator. */
bool wc_has_separator(const wc_text *text, size_t n);

/* The first of the positions [begin, end) at which the beginning of a text does not decide whether
 * a word of `length` units begins: that of its last word, where that may go on. `end` if there is
 * none. At most length + 2 units are looked at. */
size_t wc_undecided_from(const wc_text *text, size_t length, size_t begin, size_t end);

#endif
