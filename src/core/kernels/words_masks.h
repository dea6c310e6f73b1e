/* Template (all_widths.h): what a word is, in masks. ../words.h says it in single units. */

typedef struct {
    vector space, newline, cr;
} NAME(separators);

INLINE NAME(separators) NAME(separators_make)(void)
{
    return (NAME(separators)){NAME(splat)(' '), NAME(splat)('\n'), NAME(splat)('\r')};
}

/* The separators in the block at `p`. */
INLINE uint64_t NAME(separators_in)(const NAME(separators) * s, const UNIT *p)
{
    return NAME(eq_any)(p, s->space, s->newline);
}

/* Those of the candidates in the block at `p`, units after a word, at which a word ends; `found`
 * are the block's separators. Two blocks' units are looked up only where a candidate is no
 * separator: it may be the "\r" of a line's end. */
INLINE uint64_t NAME(word_ends_among)(const NAME(separators) * s, const UNIT *p,
                                      uint64_t candidates, uint64_t found)
{
    uint64_t line_ends = candidates & ~found;
    if (line_ends) {
        line_ends &= NAME(eq_pair)(p, s->cr, p + 1, s->newline);
    }
    return (candidates & found) | line_ends;
}

/* Those of the candidates before which a "\r" belongs to the word, not to a line's end. */
INLINE uint64_t NAME(keep_cr_among)(const NAME(separators) * s, const UNIT *p, uint64_t candidates)
{
    return candidates & ~NAME(eq)(p, s->newline);
}
