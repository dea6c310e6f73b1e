/* The rules of a word that the core's tests go through, with classes and variants that hurt. */
#ifndef WORD_COUNT_RULES_H
#define WORD_COUNT_RULES_H

#include "word_count.h"

enum { RULES = 12 };

/* Rule i, made on first use; 0 is that of lines and single spaces. In texts of UTF-8 where it says
 * so: these are for units of one byte. */
const wc_words *rule(size_t i);

/* Characters from which texts for the rules are made: in classes and not, with variants of other
 * lengths in UTF-8, on every side of every limit. */
extern const uint32_t palette[];
extern const size_t palette_length;

/* Puts the i-th text of the palette's characters, so many, in units of that width (or UTF-8 for 0)
 * at `units`, which has room for 4 bytes each. Characters that do not fit are left out. Returns the
 * text. */
wc_text text_of_characters(const uint32_t *characters, size_t length, unsigned width, bool is_utf8,
                           void *units);

#endif
