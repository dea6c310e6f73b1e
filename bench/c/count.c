/* Counts with one kernel on the calling thread, without Python's arguments and objects. */
#include "word_count.h"

size_t limit_count(const char *kernel, const wc_text *text, const wc_text *word);

size_t limit_count(const char *kernel, const wc_text *text, const wc_text *word)
{
    const wc_words lines = {0};
    wc_needle needle;
    wc_kernel_choose(kernel);
    wc_needle_prepare(&needle, word, text->width, &lines);
    return wc_count(text, &needle, 0, text->length + 1);
}
