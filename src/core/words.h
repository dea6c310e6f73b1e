/* What a word is. Every other file asks this one; kernels/words_masks.h says the same in masks.
 *
 * Lines and single spaces, the default. Lines end at "\n" or "\r\n". The words of a line are the
 * pieces between single spaces, so two spaces in a row, or a space at either end of a line, make an
 * empty word. A "\r" that is not directly before "\n" is an ordinary unit. The end of the text ends
 * its last line, and there is no empty line after a final "\n". So a text is cut into words by
 * separators, spaces and newlines, but for two cases that need a second look: a "\r" before a
 * newline is no part of the word, and the text's last word, where it is empty, counts only after a
 * space.
 *
 * A class of characters. The words are the maximal runs of characters of the class: whatever is not
 * in it is a separator. No word is empty. A character is a unit of the text, or some bytes of UTF-8
 * (utf8.h); then all of its bytes are in the class, or all are separators.
 *
 * Folding. Characters that are the same but for case are one, in the needle and in the text.
 */
#ifndef WORD_COUNT_WORDS_H
#define WORD_COUNT_WORDS_H

#include "word_count.h"

#include "classes.h"
#include "utf8.h"

/* Stands for the unit beyond either end of a text. */
enum { WC_NO_UNIT = -1 };

/* Lines and single spaces: what ends a word. */
static inline bool wc_is_space(int64_t unit)
{
    return unit == ' ' || unit == '\n' || unit == WC_NO_UNIT;
}

/* The same: whether a word ends before `unit`, which comes after `prev` and before `next`. */
static inline bool wc_ends_word(int64_t prev, int64_t unit, int64_t next)
{
    return unit == '\n' ? prev != '\r' : wc_is_space(unit) || (unit == '\r' && next == '\n');
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

/* Sets unit i of units of that width. */
static inline void wc_put_unit(void *units, unsigned width, size_t i, uint32_t unit)
{
    switch (width) {
    case 1:
        ((uint8_t *)units)[i] = (uint8_t)unit;
        break;
    case 2:
        ((uint16_t *)units)[i] = (uint16_t)unit;
        break;
    default:
        ((uint32_t *)units)[i] = unit;
    }
}

/* Whether a word that begins at i counts depends on so many units before i, and on so many after
 * the word's last unit. */
static inline size_t wc_units_before(const wc_words *words)
{
    return words->class && words->is_utf8 ? WC_UTF8_MOST : 1;
}

static inline size_t wc_units_after(const wc_words *words)
{
    return words->class && words->is_utf8 ? WC_UTF8_MOST : 2;
}

/* Whether unit i < length of the text is a separator. */
bool wc_is_separator(const wc_words *words, const wc_text *text, size_t i);

/* Whether units [0, n) of a text are; n <= length. */
bool wc_has_separator(const wc_words *words, const wc_text *text, size_t n);

/* Whether an empty word begins where the text ends. */
bool wc_ends_in_empty_word(const wc_words *words, const wc_text *text);

/* The first of the positions [begin, end) at which the beginning of a text does not decide whether
 * a word of `length` units begins: that of its last word, where that may go on. `end` if there is
 * none. No more than length + wc_units_after() units are looked at. */
size_t wc_undecided_from(const wc_words *words, const wc_text *text, size_t length, size_t begin,
                         size_t end);

/* Whether a word ends before unit `end` <= length, of which all units are the needle's. */
bool wc_ends_at(const wc_needle *needle, const wc_text *text, size_t end);

/* Whether the characters of UTF-8 at i of `length` bytes are those of the needle but for case, and
 * may be in a word. `end` is set to where they end. */
bool wc_same_folded(const wc_needle *needle, const uint8_t *bytes, size_t length, size_t i,
                    size_t *end);

#endif
