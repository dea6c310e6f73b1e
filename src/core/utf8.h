/* UTF-8, one character at a time, as Python decodes it with the error handler surrogateescape: a
 * byte that is no part of a well-formed character stands for itself, as U+DC00 + byte. So any bytes
 * are characters, and which ones is decided by at most 3 bytes on either side. */
#ifndef WORD_COUNT_UTF8_H
#define WORD_COUNT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WC_UTF8_MOST = 4 }; /* bytes in a character */

static inline bool wc_utf8_continues(uint8_t byte)
{
    return (byte & 0xc0) == 0x80;
}

/* Whether `second` may follow `first` (Unicode 15.0, table 3-7: no surrogates, nothing overlong,
 * nothing beyond U+10FFFF). */
static inline bool wc_utf8_may_follow(uint8_t first, uint8_t second)
{
    switch (first) {
    case 0xe0:
        return second >= 0xa0 && second <= 0xbf;
    case 0xed:
        return second >= 0x80 && second <= 0x9f;
    case 0xf0:
        return second >= 0x90 && second <= 0xbf;
    case 0xf4:
        return second >= 0x80 && second <= 0x8f;
    default:
        return wc_utf8_continues(second);
    }
}

/* The character at `p`, which has `left` >= 1 bytes, goes to `c`. Returns its length in bytes. */
static inline unsigned wc_utf8_decode(const uint8_t *p, size_t left, uint32_t *c)
{
    const uint8_t first = p[0];
    const unsigned length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    *c = first;
    if (length == 1) {
        return 1;
    }
    if (first >= 0xc2 && first <= 0xf4 && length <= left && wc_utf8_may_follow(first, p[1]) &&
        (length < 3 || wc_utf8_continues(p[2])) && (length < 4 || wc_utf8_continues(p[3]))) {
        *c = first & (0x7fU >> length);
        for (unsigned i = 1; i < length; i++) {
            *c = *c << 6 | (p[i] & 0x3f);
        }
        return length;
    }
    *c = 0xdc00 + first;
    return 1;
}

/* Where the character begins that the byte at i is part of, in `length` bytes. */
static inline size_t wc_utf8_begin(const uint8_t *bytes, size_t length, size_t i)
{
    size_t begin = i;
    while (begin > 0 && i - begin < WC_UTF8_MOST - 1 && wc_utf8_continues(bytes[begin])) {
        begin--;
    }
    uint32_t c;
    return begin + wc_utf8_decode(bytes + begin, length - begin, &c) > i ? begin : i;
}

/* Writes the character's bytes, for U+DC80 to U+DCFF the one that it stands for. Returns how many.
 */
static inline unsigned wc_utf8_encode(uint32_t c, uint8_t *p)
{
    if (c < 0x80) {
        p[0] = (uint8_t)c;
        return 1;
    }
    if (c >= 0xdc80 && c <= 0xdcff) {
        p[0] = (uint8_t)(c - 0xdc00);
        return 1;
    }
    const unsigned length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (unsigned i = length - 1; i > 0; i--, c >>= 6) {
        p[i] = (uint8_t)(0x80 | (c & 0x3f));
    }
    p[0] = (uint8_t)((0xf00U >> length & 0xff) | c);
    return length;
}

#endif
