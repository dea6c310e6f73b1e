/* Template (all_widths.h): where words begin and end, for those who want all of them.
 *
 * Two masks for each block: a word begins at a unit, and a word ends before a unit. Both have as
 * many bits, and take turns. By the rule of lines
 *
 *     text        t h i s   i s ␍ ␊   a ␊
 *     separators          1       1 1   1
 *     begins      1         1       1 1          after a separator
 *     ends                1     1   1   1        at a separator, or at the "\r" before one
 *
 * and an empty word is a bit in both. By a class words begin and end where it changes. So what is
 * in one of the masks only is the bounds of words, a beginning and an end in turns.
 */

/* What a block leaves to the next one: its separators, and where "\r\n" begins. */
typedef struct {
    uint64_t separators, line_ends;
} NAME(bounds_carry);

/* The masks of the block at `p`, of which `outside` are units beyond the text: separators. */
INLINE void NAME(bounds_in)(const NAME(separators) * s, wc_rule rule, const UNIT *p,
                            uint64_t outside, NAME(bounds_carry) * carry, uint64_t *begins,
                            uint64_t *ends)
{
    const uint64_t separators = NAME(separators_in)(s, rule, p) | outside;
    const uint64_t after = shift_in(separators, carry->separators, 1);
    carry->separators = separators;
    if (rule != WC_RULE_LINES) {
        *begins = after & ~separators;
        *ends = separators & ~after;
        return;
    }
    const uint64_t line_ends = NAME(eq_pair)(p, s->cr, p + 1, s->newline) & ~outside;
    *begins = after;
    *ends = (separators & ~shift_in(line_ends, carry->line_ends, 1)) | line_ends;
    carry->line_ends = line_ends;
}

/* Whether a "\r\n" has its "\r" before `position`, as the mask of the block before. */
static uint64_t NAME(line_end_before)(const wc_text *text, size_t position)
{
    const UNIT *units = text->units;
    const bool there = position > 0 && position < text->length && units[position - 1] == '\r' &&
                       units[position] == '\n';
    return (uint64_t)there << (WC_BLOCK - 1);
}

INLINE void NAME(bounds_by)(const wc_words *words, wc_rule rule, const wc_text *text,
                            size_t position, wc_bounds *bounds)
{
    const NAME(separators) s = NAME(separators_make)(words);
    NAME(bounds_carry)
    carry = {NAME(separator_before)(words, text, (ptrdiff_t)position),
             NAME(line_end_before)(text, position)};
    bounds->empty = bounds->count = 0;
    for (uint32_t at = 0; at < bounds->units; at += WC_BLOCK) {
        uint64_t begins, ends;
        const size_t here = position + at;
        const UNIT *p = (const UNIT *)text->units + here;
        if (here >= WC_MARGIN && here + WC_BLOCK + WC_MARGIN <= text->length) {
            prefetch_ahead(p, WC_BLOCK * sizeof(UNIT));
            NAME(bounds_in)(&s, rule, p, 0, &carry, &begins, &ends);
        } else {
            UNIT buffer[2 * WC_BLOCK + 2 * WC_MARGIN];
            p = NAME(copy_edge)(text, (ptrdiff_t)here, buffer);
            const uint64_t inside = mask_of_range((ptrdiff_t)here, 0, text->length);
            NAME(bounds_in)(&s, rule, p, ~inside, &carry, &begins, &ends);
            begins &= inside;
            ends &= mask_of_range((ptrdiff_t)here, 0, text->length + 1);
        }
        if (rule == WC_RULE_LINES) {
            const uint64_t wanted = mask_of_range((ptrdiff_t)at, 0, bounds->units);
            bounds->empty += (uint32_t)POPCOUNT(begins & ends & wanted);
        }
        const uint64_t found = begins ^ ends;
        if (bounds->count == 0) {
            bounds->begins_in_word = ends & found & -found;
        }
        const uint32_t count = (uint32_t)POPCOUNT(found);
        LIST_BITS(found, count, at, bounds->bounds + bounds->count);
        bounds->count += count;
    }
}

#define BOUNDS_BY(name, rule)                                                                      \
    ONCE void NAME(name)(const wc_words *words, const wc_text *text, size_t position,              \
                         wc_bounds *bounds)                                                        \
    {                                                                                              \
        NAME(bounds_by)(words, rule, text, position, bounds);                                      \
    }
BOUNDS_BY(bounds_of_lines, WC_RULE_LINES)
BOUNDS_BY(bounds_of_class, WC_RULE_CLASS)
#if UNIT_BITS == 8
BOUNDS_BY(bounds_of_utf8, WC_RULE_UTF8)
#endif

static void NAME(find_bounds)(const wc_words *words, const wc_text *text, size_t position,
                              wc_bounds *bounds)
{
    switch (wc_rule_of(words)) {
    case WC_RULE_LINES:
        NAME(bounds_of_lines)(words, text, position, bounds);
        break;
#if UNIT_BITS == 8
    case WC_RULE_UTF8:
        bounds_of_utf8_8(words, text, position, bounds);
        break;
#endif
    default:
        NAME(bounds_of_class)(words, text, position, bounds);
    }
}
