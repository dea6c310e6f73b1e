/* The definition of a word, as plainly as C can say it: line by line, word by word. */
#ifndef WORD_COUNT_REFERENCE_H
#define WORD_COUNT_REFERENCE_H

#include "word_count.h"

size_t reference_count(const wc_text *text, const wc_text *word);

/* Unit i of the text. */
uint32_t reference_unit(const wc_text *text, size_t i);

#endif
