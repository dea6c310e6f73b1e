#include "words.h"

/* The character of UTF-8 that byte i is part of. */
static uint32_t character_at(const wc_text *text, size_t i)
{
    const uint8_t *bytes = text->units;
    const size_t begin = wc_utf8_begin(bytes, text->length, i);
    uint32_t c;
    wc_utf8_decode(bytes + begin, text->length - begin, &c);
    return c;
}

bool wc_is_separator(const wc_words *words, const wc_text *text, size_t i)
{
    const uint32_t unit = wc_unit(text, i);
    if (!words->class) {
        return wc_is_space(unit);
    }
    const bool is_ascii = unit < 0x80 || !words->is_utf8;
    return !wc_class_has(words->class, is_ascii ? unit : character_at(text, i));
}

/* A loop for each width, without a branch. */
static bool has_space(const wc_text *text, size_t n)
{
#define HAS_SPACE(type)                                                                            \
    {                                                                                              \
        const type *units = text->units;                                                           \
        type found = 0;                                                                            \
        for (size_t i = 0; i < n; i++) {                                                           \
            found |= wc_is_space(units[i]);                                                        \
        }                                                                                          \
        return found;                                                                              \
    }
    switch (text->width) {
    case 1:
        HAS_SPACE(uint8_t)
    case 2:
        HAS_SPACE(uint16_t)
    default:
        HAS_SPACE(uint32_t)
    }
#undef HAS_SPACE
}

bool wc_has_separator(const wc_words *words, const wc_text *text, size_t n)
{
    if (!words->class) {
        return has_space(text, n);
    }
    for (size_t i = 0; i < n; i++) {
        if (wc_is_separator(words, text, i)) {
            return true;
        }
    }
    return false;
}

bool wc_ends_in_empty_word(const wc_words *words, const wc_text *text)
{
    return !words->class && text->length > 0 && wc_unit(text, text->length - 1) == ' ';
}

size_t wc_undecided_from(const wc_words *words, const wc_text *text, size_t length, size_t begin,
                         size_t end)
{
    /* What follows decides which character the last bytes of UTF-8 are. */
    const size_t open = words->class && words->is_utf8 ? WC_UTF8_MOST - 1 : 0;
    const size_t last = text->length > open ? text->length - open : 0;
    const size_t reach = length + wc_units_after(words);
    const size_t farthest = last > reach ? last - reach : 0;
    size_t i = last;
    while (i > farthest && i > begin && !wc_is_separator(words, text, i - 1)) {
        i--;
    }
    if (i == farthest && i > 0 && i > begin) {
        return end; /* the last word is longer than `length` already */
    }
    return i < begin ? begin : i < end ? i : end;
}

bool wc_ends_at(const wc_needle *needle, const wc_text *text, size_t end)
{
    if (needle->words.class) {
        return end == text->length || wc_is_separator(&needle->words, text, end);
    }
    return wc_ends_word(needle->ends_in_cr ? '\r' : WC_NO_UNIT,
                        end < text->length ? (int64_t)wc_unit(text, end) : WC_NO_UNIT,
                        end + 1 < text->length ? (int64_t)wc_unit(text, end + 1) : WC_NO_UNIT);
}

bool wc_same_folded(const wc_needle *needle, const uint8_t *bytes, size_t length, size_t i,
                    size_t *end)
{
    const wc_words *words = &needle->words;
    const uint8_t *word = needle->word.units;
    for (size_t k = 0; k < needle->word.length;) {
        uint32_t a, b;
        if (i == length) {
            return false;
        }
        i += wc_utf8_decode(bytes + i, length - i, &a);
        k += wc_utf8_decode(word + k, needle->word.length - k, &b);
        if ((a != b && wc_fold_unit(words->fold, a) != wc_fold_unit(words->fold, b)) ||
            (words->class && !wc_class_has(words->class, a))) {
            return false;
        }
    }
    *end = i;
    return true;
}
