/* The definition of a word, as plainly as C can say it: character by character. */
#ifndef WORD_COUNT_REFERENCE_H
#define WORD_COUNT_REFERENCE_H

#include "word_count.h"

/* The words of `text` equal to `word` (NULL: all of them), by the rule of `words`; all zeros or
 * NULL: lines and single spaces. */
size_t reference_count(const wc_text *text, const wc_text *word, const wc_words *words);

/* Unit i of the text. */
uint32_t reference_unit(const wc_text *text, size_t i);

#endif
