/* Template (all_widths.h): what a word is, in masks. ../words.h says it in single units. */

typedef struct {
    vector space, newline, cr;
    NAME(class_vectors) class;
} NAME(separators);

INLINE NAME(separators) NAME(separators_make)(const wc_words *words)
{
    return (NAME(separators)){NAME(splat)(' '), NAME(splat)('\n'), NAME(splat)('\r'),
                              NAME(class_vectors_make)(words)};
}

/* What a glance at a block shows: the units that are in words, and those that are to be looked up;
 * all others are separators. */
typedef struct {
    uint64_t words, open;
} NAME(glance);

/* A class is looked up at once for bytes, and for bytes of UTF-8 that are ASCII. */
INLINE NAME(glance) NAME(glance_at)(const NAME(separators) * s, wc_rule rule, const UNIT *p)
{
    if (rule == WC_RULE_LINES) {
        return (NAME(glance)){NAME(eq_none)(p, s->space, s->newline), 0};
    }
#if UNIT_BITS == 8
    return (glance_8){set_at(p, s->class.bytes), rule == WC_RULE_UTF8 ? high_bits_at(p) : 0};
#else
    return (NAME(glance)){0, ~UINT64_C(0)};
#endif
}

/* The separators in the block at `p`. In UTF-8, 3 bytes before and after it are read as well. */
INLINE uint64_t NAME(separators_in)(const NAME(separators) * s, wc_rule rule, const UNIT *p)
{
#if UNIT_BITS == 8
    if (rule == WC_RULE_UTF8) {
        return ~in_class_utf8(&s->class, p);
    }
#endif
    return rule == WC_RULE_LINES ? NAME(eq_any)(p, s->space, s->newline)
                                 : ~NAME(in_class)(&s->class, p);
}

/* By the rule of lines: those of the candidates in the block at `p`, units after a word, at which a
 * word ends; `words` are the block's units in words. The units are looked up again only where a
 * candidate is no separator: it may be the "\r" of a line's end. */
INLINE uint64_t NAME(word_ends_among)(const NAME(separators) * s, const UNIT *p,
                                      uint64_t candidates, uint64_t words)
{
    uint64_t line_ends = candidates & words;
    if (line_ends) {
        line_ends &= NAME(eq_pair)(p, s->cr, p + 1, s->newline);
    }
    return (candidates & ~words) | line_ends;
}

/* Those of the candidates before which a "\r" belongs to the word, not to a line's end. */
INLINE uint64_t NAME(keep_cr_among)(const NAME(separators) * s, const UNIT *p, uint64_t candidates)
{
    return candidates & ~NAME(eq)(p, s->newline);
}

/* The mask that a block before `position` leaves of its separators: whether there is one before it.
 */
INLINE uint64_t NAME(separator_before)(const wc_words *words, const wc_text *text,
                                       ptrdiff_t position)
{
    const bool there = position <= 0 || wc_is_separator(words, text, (size_t)position - 1);
    return (uint64_t)there << (WC_BLOCK - 1);
}

/* Copies what the text has of [position - 3, position + 128 + 3) to `buffer`; what lies beyond the
 * text are spaces there. Returns where `position` is. */
static const UNIT *NAME(copy_edge)(const wc_text *text, ptrdiff_t position, UNIT *buffer)
{
    enum { UNITS = 2 * WC_BLOCK + 2 * WC_MARGIN };
    const ptrdiff_t begin = position - WC_MARGIN, length = (ptrdiff_t)text->length;
    const ptrdiff_t from = begin < 0 ? -begin : 0;
    const ptrdiff_t to = length - begin > UNITS ? UNITS : length - begin;
    for (ptrdiff_t k = 0; k < UNITS; k++) {
        buffer[k] = ' ';
    }
    if (from < to) {
        memcpy(buffer + from, (const UNIT *)text->units + (begin + from),
               (size_t)(to - from) * sizeof(UNIT));
    }
    return buffer + WC_MARGIN;
}
