#include "reference.h"

uint32_t reference_unit(const wc_text *text, size_t i)
{
    return text->width == 1   ? ((const uint8_t *)text->units)[i]
           : text->width == 2 ? ((const uint16_t *)text->units)[i]
                              : ((const uint32_t *)text->units)[i];
}

static size_t find(const wc_text *text, uint32_t unit, size_t begin, size_t end)
{
    while (begin < end && reference_unit(text, begin) != unit) {
        begin++;
    }
    return begin;
}

static bool equals(const wc_text *text, size_t begin, size_t end, const wc_text *word)
{
    if (end - begin != word->length) {
        return false;
    }
    for (size_t i = begin; i < end; i++) {
        if (reference_unit(text, i) != reference_unit(word, i - begin)) {
            return false;
        }
    }
    return true;
}

static size_t count_in_line(const wc_text *text, size_t begin, size_t end, const wc_text *word)
{
    size_t count = 0;
    for (;;) {
        const size_t space = find(text, ' ', begin, end);
        count += equals(text, begin, space, word);
        if (space == end) {
            return count;
        }
        begin = space + 1;
    }
}

size_t reference_count(const wc_text *text, const wc_text *word)
{
    size_t count = 0;
    for (size_t begin = 0; begin < text->length;) {
        const size_t newline = find(text, '\n', begin, text->length);
        size_t end = newline;
        if (newline < text->length && end > begin && reference_unit(text, end - 1) == '\r') {
            end--;
        }
        count += count_in_line(text, begin, end, word);
        begin = newline + 1;
    }
    return count;
}
