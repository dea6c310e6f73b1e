#include "rules.h"

#include "check.h"
#include "classes.h"
#include "utf8.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

const uint32_t palette[] = {
    'a',    'b',    'A',    'k',     'K',     's',     'S',     'i',      ' ',    ' ',
    '\n',   '\r',   '-',    '\'',    '_',     '0',     0x7f,    0x80,     0x85,   0xa0,
    0xb5,   0xc5,   0xdf,   0xe5,    0xff,    0x100,   0x131,   0x178,    0x17f,  0x301,
    0x391,  0x39c,  0x3a3,  0x3b1,   0x3bc,   0x3c2,   0x3c3,   0x7ff,    0x800,  0x1e9e,
    0x2028, 0x212a, 0x212b, 0x2c65,  0x3000,  0x4e00,  0x4eff,  0xac00,   0xd7ff, 0xdcff,
    0xdc80, 0xe000, 0xffff, 0x10000, 0x10400, 0x10428, 0x1f600, 0x10ffff, 0x161,  0x10161,
};
const size_t palette_length = sizeof palette / sizeof *palette;

static const wc_variants groups[] = {
    {{0}, 0},
    {{'a', 'A'}, 2},
    {{'b', 'B'}, 2},
    {{'k', 'K', 0x212a}, 3},
    {{'s', 'S', 0x17f}, 3},
    {{'i', 'I', 0x131}, 3},
    {{0xe5, 0xc5, 0x212b}, 3},
    {{0xff, 0x178}, 2},
    {{0xdf, 0x1e9e}, 2},
    {{0x3bc, 0xb5, 0x39c}, 3},
    {{0x3b1, 0x391}, 2},
    {{0x3c3, 0x3c2, 0x3a3, 0x3f2}, 4},
    {{0x23a, 0x2c65}, 2},
    {{0x10428, 0x10400}, 2},
};

enum { PAGES = 0x1100 };

static uint8_t bits[PAGES * 32];

static void add(uint32_t first, uint32_t last)
{
    for (uint32_t c = first; c <= last; c++) {
        bits[c / 8] |= (uint8_t)(1 << (c % 8));
    }
}

/* Letters: some pages as a whole, some in part, one without any; "S" is left out, "s" is not. */
static wc_class letters(void)
{
    wc_class class;
    memset(bits, 0, sizeof bits);
    add('a', 'z');
    add('A', 'R');
    add('_', '_');
    add(0xb5, 0xb5);
    add(0xc0, 0x17f);
    add(0x391, 0x3f2);
    add(0x7ff, 0x7ff);
    add(0x1e9e, 0x1e9e);
    add(0x212a, 0x212b);
    add(0x4e00, 0x9fff);
    add(0xac00, 0xd7a3);
    add(0x10400, 0x1044f);
    if (!wc_class_make(&class, bits, PAGES)) {
        abort();
    }
    return class;
}

/* All but a few: words have spaces and newlines in them, and bytes that are no UTF-8. */
static wc_class all_but(void)
{
    wc_class class;
    memset(bits, 0xff, sizeof bits);
    const uint32_t others[] = {'-', 'b', 0xe5, 0x3000, 0x3b1, 0x1f600};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        bits[others[i] / 8] &= (uint8_t)~(1 << (others[i] % 8));
    }
    if (!wc_class_make(&class, bits, PAGES)) {
        abort();
    }
    return class;
}

const wc_words *rule(size_t i)
{
    static wc_class classes[2];
    static wc_fold fold;
    static wc_words rules[RULES];
    if (!fold.groups) {
        classes[0] = letters();
        classes[1] = all_but();
        if (!wc_fold_make(&fold, groups, sizeof groups / sizeof *groups - 1, PAGES)) {
            abort();
        }
        for (size_t r = 0; r < RULES; r++) {
            const size_t kind = r / 2 % 3;
            rules[r] = (wc_words){
                .class = kind ? &classes[kind - 1] : NULL,
                .fold = r % 2 ? &fold : NULL,
                .is_utf8 = r >= 6,
            };
        }
    }
    return &rules[i];
}

wc_text text_of_characters(const uint32_t *characters, size_t length, unsigned width, bool is_utf8,
                           void *units)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        if (is_utf8) {
            n += wc_utf8_encode(characters[i], (uint8_t *)units + n);
        } else if (width == 4 || characters[i] >> 8 * width == 0) {
            wc_put_unit(units, width, n++, characters[i]);
        }
    }
    return (wc_text){units, n, width};
}
