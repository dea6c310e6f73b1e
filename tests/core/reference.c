#include "reference.h"

#include "classes.h"

#include <stdlib.h>

uint32_t reference_unit(const wc_text *text, size_t i)
{
    return text->width == 1   ? ((const uint8_t *)text->units)[i]
           : text->width == 2 ? ((const uint16_t *)text->units)[i]
                              : ((const uint32_t *)text->units)[i];
}

/* The characters of a text, folded if they are to be. */
typedef struct {
    uint32_t *characters;
    bool *in_class;
    size_t length;
} plain_text;

/* The character of UTF-8 at byte i, by its value: nothing is known of tables of well-formed bytes.
 */
static size_t decode(const wc_text *text, size_t i, uint32_t *c)
{
    const uint8_t *p = (const uint8_t *)text->units + i;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t length = p[0] < 0x80             ? 1
                          : (p[0] & 0xe0) == 0xc0 ? 2
                          : (p[0] & 0xf0) == 0xe0 ? 3
                          : (p[0] & 0xf8) == 0xf0 ? 4
                                                  : 0;
    uint32_t value = length == 1 ? p[0] : length ? p[0] & (0xffU >> (length + 1)) : 0;
    bool valid = length > 0 && length <= text->length - i;
    for (size_t k = 1; valid && k < length; k++) {
        valid = (p[k] & 0xc0) == 0x80;
        value = value << 6 | (p[k] & 0x3f);
    }
    valid = valid && value >= least[length] && value < 0x110000 && value >> 11 != 0xd800 >> 11;
    *c = valid ? value : 0xdc00U + p[0];
    return valid ? length : 1;
}

static plain_text read_text(const wc_text *text, const wc_words *words)
{
    plain_text plain = {malloc((text->length + 1) * sizeof(uint32_t)), malloc(text->length + 1), 0};
    if (!plain.characters || !plain.in_class) {
        abort();
    }
    for (size_t i = 0; i < text->length;) {
        uint32_t c = reference_unit(text, i);
        i += words->is_utf8 ? decode(text, i, &c) : 1;
        plain.in_class[plain.length] = words->class && wc_class_has(words->class, c);
        plain.characters[plain.length++] = words->fold ? wc_fold_unit(words->fold, c) : c;
    }
    return plain;
}

static bool equals(const plain_text *text, size_t begin, size_t end, const plain_text *word)
{
    if (!word) {
        return true;
    }
    if (end - begin != word->length) {
        return false;
    }
    for (size_t i = begin; i < end; i++) {
        if (text->characters[i] != word->characters[i - begin]) {
            return false;
        }
    }
    return true;
}

static size_t find(const plain_text *text, uint32_t c, size_t begin, size_t end)
{
    while (begin < end && text->characters[begin] != c) {
        begin++;
    }
    return begin;
}

static size_t count_in_line(const plain_text *text, size_t begin, size_t end,
                            const plain_text *word)
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

static size_t count_in_lines(const plain_text *text, const plain_text *word)
{
    size_t count = 0;
    for (size_t begin = 0; begin < text->length;) {
        const size_t newline = find(text, '\n', begin, text->length);
        size_t end = newline;
        if (newline < text->length && end > begin && text->characters[end - 1] == '\r') {
            end--;
        }
        count += count_in_line(text, begin, end, word);
        begin = newline + 1;
    }
    return count;
}

static size_t count_runs(const plain_text *text, const plain_text *word)
{
    size_t count = 0;
    for (size_t begin = 0, end; begin < text->length; begin = end + 1) {
        for (end = begin; end < text->length && text->in_class[end]; end++) {
        }
        count += end > begin && equals(text, begin, end, word);
    }
    return count;
}

size_t reference_count(const wc_text *text, const wc_text *word, const wc_words *words)
{
    static const wc_words lines = {0};
    words = words ? words : &lines;
    const plain_text plain = read_text(text, words);
    plain_text plain_word = {NULL, NULL, 0};
    if (word) {
        plain_word = read_text(word, words);
    }
    const plain_text *wanted = word ? &plain_word : NULL;
    const size_t count = words->class ? count_runs(&plain, wanted) : count_in_lines(&plain, wanted);
    free(plain.characters);
    free(plain.in_class);
    free(plain_word.characters);
    free(plain_word.in_class);
    return count;
}
