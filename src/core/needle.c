/* Prepares a needle: how its candidates are to be verified, and its head in the texts' width. */
#include "kernels/kernel.h"
#include "words.h"

#include <string.h>

/* The longest needles whose inner units are compared for all candidates of a block at once: always,
 * or where a block has more than a few. On text dense with the needle that is faster than one by
 * one below 16 units of one byte, and level there (11 to 12 GB/s). */
enum { LONGEST_ALL_AT_ONCE = 7, LONGEST_MANY_AT_ONCE = 15 };

/* So many units of a needle are searched for separators when it is prepared. The rest of a longer
 * one is searched when it is compared, so preparing takes no time that a signal has to wait for. */
static const size_t most_checked = 4096;

bool wc_copy_units(const wc_text *text, size_t from, size_t n, unsigned width, void *copy)
{
    /* A loop for each pair of widths, without a branch, for compilers to vectorise. */
#define COPY(from_type, to_type)                                                                   \
    {                                                                                              \
        const from_type *source = (const from_type *)text->units + from;                           \
        to_type *target = copy;                                                                    \
        from_type lost = 0;                                                                        \
        for (size_t i = 0; i < n; i++) {                                                           \
            target[i] = (to_type)source[i];                                                        \
            lost |= (from_type)(source[i] ^ target[i]);                                            \
        }                                                                                          \
        return lost == 0;                                                                          \
    }
    switch (text->width << 4 | width) {
    case 0x11:
        COPY(uint8_t, uint8_t)
    case 0x12:
        COPY(uint8_t, uint16_t)
    case 0x14:
        COPY(uint8_t, uint32_t)
    case 0x21:
        COPY(uint16_t, uint8_t)
    case 0x22:
        COPY(uint16_t, uint16_t)
    case 0x24:
        COPY(uint16_t, uint32_t)
    case 0x41:
        COPY(uint32_t, uint8_t)
    case 0x42:
        COPY(uint32_t, uint16_t)
    default:
        COPY(uint32_t, uint32_t)
    }
#undef COPY
}

/* How frequent a letter is in English, from 26 for E to 1 for Z (Norvig, "English Letter Frequency
 * Counts: Mayzner Revisited", 2013); 0 for all others. */
static unsigned frequency_of(uint32_t unit)
{
    static const uint8_t frequencies[] = {24, 7,  15, 16, 26, 12, 10, 18, 22, 3, 5, 17, 13,
                                          21, 23, 11, 2,  19, 20, 25, 14, 6,  9, 4, 8,  1};
    const uint32_t letter = (unit | 0x20) - 'a';
    return letter < sizeof frequencies ? frequencies[letter] : 0;
}

/* The place of the needle's rarest unit but for its first two, among the first ones; of several the
 * last. The rarer it is, the fewer blocks of a text have to be looked at again. Not the second:
 * which letters are neighbours is no chance, as in "there". */
static unsigned probe_for(const wc_text *word, size_t head)
{
    enum { MOST = 16 };
    const unsigned end = (unsigned)(head < MOST ? head : MOST);
    unsigned probe = end ? end - 1 : 0;
    for (unsigned k = probe; k-- > 2;) {
        if (frequency_of(wc_unit(word, k)) < frequency_of(wc_unit(word, probe))) {
            probe = k;
        }
    }
    return probe;
}

/* Sets the probes: the first unit and the rarest; then the others, where they are all of it. */
static void set_probes(wc_needle *needle, size_t head)
{
    const unsigned rarest = probe_for(&needle->word, head);
    needle->probes[0] = 0;
    needle->probes[1] = rarest;
    needle->probe_count = 2;
    for (unsigned k = 1; needle->strategy == WC_PROBES_ONLY && k < needle->word.length; k++) {
        if (k != rarest) {
            needle->probes[needle->probe_count++] = k;
        }
    }
}

/* Kernels have functions for more than two probes where words are those of lines, and case matters.
 */
static wc_strategy strategy_for(const wc_words *words, size_t length, bool ends_in_cr)
{
    const size_t most_probes = words->class || words->fold ? 2 : WC_MOST_PROBES;
    return length == 0                            ? WC_EMPTY
           : length <= most_probes && !ends_in_cr ? WC_PROBES_ONLY
           : length <= LONGEST_ALL_AT_ONCE        ? WC_ALL_AT_ONCE
           : length <= LONGEST_MANY_AT_ONCE       ? WC_MANY_AT_ONCE
           : length <= WC_MAX_OFFSET              ? WC_ONE_BY_ONE
                                                  : WC_LONG;
}

/* The characters that are the same as `c` but for case, and itself, as far as they are below
 * `limit` and may be in a word. Returns how many. */
static unsigned variants_of(const wc_words *words, uint32_t c, uint32_t limit,
                            uint32_t variants[WC_MOST_VARIANTS])
{
    const wc_variants *group = wc_fold_group(words->fold, c);
    const wc_variants alone = {{c}, 1};
    group = group ? group : &alone;
    unsigned length = 0;
    for (unsigned i = 0; i < group->length; i++) {
        const uint32_t variant = group->units[i];
        if (variant < limit && (!words->class || wc_class_has(words->class, variant))) {
            variants[length++] = variant;
        }
    }
    return length;
}

/* Fills the heads with the variants of the needle's first `n` units. Returns false if one has none
 * in the texts' width. */
static bool fill_heads(wc_needle *needle, size_t n)
{
    const unsigned width = needle->width;
    const uint32_t limit = needle->words.is_utf8 ? 0x80
                           : width == 4          ? UINT32_MAX
                                                 : UINT32_C(1) << 8 * width;
    needle->differs_in_a_bit = true;
    for (size_t k = 0; k < n; k++) {
        uint32_t variants[WC_MOST_VARIANTS];
        const unsigned length =
            variants_of(&needle->words, wc_unit(&needle->word, k), limit, variants);
        if (length == 0) {
            return false;
        }
        const uint32_t bits = variants[0] ^ variants[length - 1];
        needle->differs_in_a_bit &= length <= 2 && (bits & (bits - 1)) == 0;
        for (unsigned v = 0; v < WC_MOST_VARIANTS; v++) {
            wc_put_unit(&needle->heads[v], width, k, variants[v < length ? v : 0]);
        }
    }
    return true;
}

/* Notes the characters that are the same as one of an ASCII needle, but not ASCII. Returns false if
 * there are too many. */
static bool note_others(wc_needle *needle, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        uint32_t variants[WC_MOST_VARIANTS];
        const unsigned length =
            variants_of(&needle->words, wc_unit(&needle->word, k), UINT32_MAX, variants);
        for (unsigned v = 0; v < length; v++) {
            uint8_t bytes[WC_UTF8_MOST];
            if (wc_utf8_encode(variants[v], bytes) == 1) {
                continue;
            }
            unsigned i = 0;
            while (i < needle->others && memcmp(needle->other_bytes[i], bytes, 2) != 0) {
                i++;
            }
            if (i == WC_MAX_OTHERS) {
                return false;
            }
            memcpy(needle->other_bytes[i], bytes, 2);
            needle->others += i == needle->others;
        }
    }
    return true;
}

/* Prepares to look for words of UTF-8 by their first two bytes: those of all variants of the
 * needle's first character, and of its second where the first is one byte. */
static void note_first_bytes(wc_needle *needle)
{
    const uint8_t *bytes = needle->word.units;
    const size_t length = needle->word.length;
    uint32_t c, next, variants[WC_MOST_VARIANTS], nexts[WC_MOST_VARIANTS];
    const unsigned size = wc_utf8_decode(bytes, length, &c);
    const bool is_alone = size == length;
    wc_utf8_decode(bytes + (is_alone ? 0 : size), length - (is_alone ? 0 : size), &next);
    const unsigned n = variants_of(&needle->words, c, UINT32_MAX, variants);
    const unsigned m = variants_of(&needle->words, next, UINT32_MAX, nexts);
    needle->first_bytes = needle->second_bytes = (wc_set){{{0}}};
    for (unsigned v = 0; v < n; v++) {
        uint8_t encoded[WC_UTF8_MOST] = {0};
        const bool is_byte = wc_utf8_encode(variants[v], encoded) == 1;
        wc_set_add(&needle->first_bytes, encoded[0]);
        for (unsigned w = 0; w < m; w++) {
            uint8_t second[WC_UTF8_MOST] = {encoded[1]};
            if (is_byte) {
                wc_utf8_encode(nexts[w], second);
            }
            wc_set_add(&needle->second_bytes, second[0]);
        }
        if (is_byte && is_alone) {
            memset(&needle->second_bytes, 0xff, sizeof needle->second_bytes);
        }
    }
}

/* Whether each character of a needle in UTF-8 has a variant that may be in a word; of the first
 * ones. */
static bool may_be_a_word(const wc_needle *needle)
{
    const uint8_t *bytes = needle->word.units;
    uint32_t c, variants[WC_MOST_VARIANTS];
    for (size_t i = 0; i < needle->checked;) {
        i += wc_utf8_decode(bytes + i, needle->word.length - i, &c);
        if (variants_of(&needle->words, c, UINT32_MAX, variants) == 0) {
            return false;
        }
    }
    return true;
}

static bool is_ascii(const wc_text *word, size_t n)
{
    const uint8_t *bytes = word->units;
    uint8_t all = 0;
    for (size_t i = 0; i < n; i++) {
        all |= bytes[i];
    }
    return all < 0x80;
}

/* For a needle whose case does not matter. Returns false if no text has it. */
static bool prepare_folded(wc_needle *needle, size_t head)
{
    if (needle->words.is_utf8) {
        /* The rest of a longer one is not looked at: it may be anything. */
        const bool is_plain = needle->word.length == head && is_ascii(&needle->word, head);
        if (!is_plain || !note_others(needle, head)) {
            needle->strategy = WC_BY_START;
        }
        note_first_bytes(needle);
        if (needle->strategy == WC_BY_START) {
            return may_be_a_word(needle);
        }
    }
    return fill_heads(needle, head);
}

/* Whether the first bytes of a needle are well-formed UTF-8. Others may be part of a longer
 * character in the text, which may be a separator though the needle's bytes are none. */
static bool is_well_formed(const wc_needle *needle)
{
    const uint8_t *bytes = needle->word.units;
    for (size_t i = 0; i < needle->checked;) {
        uint32_t c;
        i += wc_utf8_decode(bytes + i, needle->word.length - i, &c);
        if (c >> 8 == 0xdc) {
            return false;
        }
    }
    return true;
}

void wc_needle_prepare(wc_needle *needle, const wc_text *word, unsigned width,
                       const wc_words *words)
{
    const size_t head = word->length < WC_MAX_OFFSET ? word->length : WC_MAX_OFFSET;
    needle->word = *word;
    needle->width = width;
    needle->words = *words;
    needle->differs_in_a_bit = false;
    needle->others = 0;
    needle->ends_in_cr =
        !words->class && word->length > 0 && wc_unit(word, word->length - 1) == '\r';
    needle->checked = word->length < most_checked ? word->length : most_checked;
    needle->strategy = strategy_for(words, word->length, needle->ends_in_cr);
    set_probes(needle, head);
    bool is_there = word->length > 0 || !words->class;
    if (words->fold && word->length > 0) {
        /* The needle itself need not be of the class, only some variant of each of its units. */
        is_there = prepare_folded(needle, head) &&
                   (words->class || !wc_has_separator(words, word, needle->checked));
    } else if (is_there) {
        is_there = !wc_has_separator(words, word, needle->checked) &&
                   (width == word->width || wc_copy_units(word, 0, head, width, &needle->heads[0]));
    }
    if (!is_there) {
        needle->strategy = WC_ABSENT;
    } else if (words->class && words->is_utf8 && !words->fold && !is_well_formed(needle)) {
        needle->strategy = WC_LONG;
        needle->checked = 0;
    }
}

void wc_needle_prepare_absent(wc_needle *needle, unsigned width)
{
    *needle = (wc_needle){.word = {.width = width}, .width = width, .strategy = WC_ABSENT};
}

size_t wc_longest_match(const wc_needle *needle)
{
    /* A character of one byte may be the same as one of three (K). */
    const bool may_grow = needle->words.fold && needle->words.is_utf8;
    const size_t length = needle->strategy == WC_ABSENT ? 0 : needle->word.length;
    return may_grow && length < SIZE_MAX / 3 ? 3 * length : length;
}

bool wc_needle_is_absent(const wc_needle *needle)
{
    return needle->strategy == WC_ABSENT;
}
