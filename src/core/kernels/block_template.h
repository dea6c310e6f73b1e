/* Template (all_widths.h): the counting algorithm, in one block of the text.
 *
 * Two of the needle's units are compared at once, its probes: the first, and the rarest of the
 * others (needle.c), by a load that is shifted against that of the first (Mula, "SIMD-friendly
 * algorithms for substring searching", 2016). A word equal to the needle shows as
 *
 *     text        t h a t   i s   i t       needle "is", offset 2
 *     separators          1     1
 *     starts                1               a separator before, the needle's probes here
 *     candidates                1           a start `offset` units before
 *     matches                   1           a candidate at which the word ends
 *
 * where the masks of the block before are shifted in from below: they are the carry. A candidate
 * stands `offset` units after the word's first: at the unit after the word or, of a needle of more
 * than 62 units, at the 63rd. So a block needs masks of earlier blocks only; of the text it reads a
 * few units beyond itself. A word that ends at "\r\n" is another matter (words_masks.h).
 *
 * A glance shows the separators. What takes long to look up, units of 2 and 4 bytes in a class and
 * bytes of UTF-8 that are not ASCII, counts as separators until there is a candidate beside it
 * (words_masks.h).
 *
 * The edges of the text need no cases of their own: what lies beyond them counts as separators. A
 * block near an edge is copied into a buffer. Only the empty word at the very end is left to
 * wc_count.
 *
 * A needle of up to four units, of two in a class or where case does not matter, has all of them as
 * probes (WC_PROBES_ONLY), unless it ends in "\r" by the rule of lines. For others the candidates
 * of a block are compared with the needle's inner units: all at once (WC_ALL_AT_ONCE), or where
 * that is slower one by one: from 8 units on where there are few (WC_MANY_AT_ONCE, at most 7 steps
 * where there are not), from 16 units on all (WC_ONE_BY_ONE, WC_LONG). Where case does not matter,
 * each unit of the text may be one of several.
 *
 * The time is linear in the length of the text. A block takes a constant number of steps but for
 * candidates that are compared one by one. Where a block has more of these than words of 16 units
 * fit into it, those with a separator among the `offset` units before them are dropped: the units
 * of the rest do not overlap, since each is preceded by a separator. So each unit of the text is
 * compared with the first `offset` units of a needle a constant number of times. The rest of a long
 * needle is compared from there on, and not beyond the first separator in the text: each unit at
 * most once.
 */

/* What a block leaves to the next one. */
typedef struct {
    NAME(glance) seen;
    uint64_t starts;
    bool is_seen; /* if not, `seen` is not known, and there are no starts */
} NAME(carry);

/* Where the needle's probes are in the block at `p`: by the place of the first. */
INLINE uint64_t NAME(probes_in)(const NAME(search) * s, wc_how how, const UNIT *p)
{
    const unsigned other = s->at[1];
    if (how.strategy == WC_EMPTY) {
        return ~UINT64_C(0);
    }
    switch (how.units) {
    case WC_EXACT:
        return NAME(eq_units)(p, how.probes, s->at, s->probes);
    case WC_IN_A_BIT:
        return NAME(eq_masked_pair)(p, s->masked_probes[0], p + other, s->masked_probes[1]);
    default:
        return NAME(eq_variants)(s->needle, p, 0) & NAME(eq_variants)(s->needle, p + other, other);
    }
}

/* Whether the needle's first two probes are in one of n blocks at `p`: 1, or of exact units 2. */
INLINE bool NAME(have_probes)(const NAME(search) * s, wc_how how, const UNIT *p, int n)
{
    prefetch_ahead(p, (size_t)n * WC_BLOCK * sizeof(UNIT));
    if (how.units == WC_EXACT && how.strategy != WC_EMPTY) {
        return NAME(has_pair)(p, n * WC_BLOCK, s->probes[0], p + s->at[1], s->probes[1]);
    }
    return NAME(probes_in)(s, how, p) != 0;
}

/* Lets the carry have what a glance shows of the block before that at `p`. */
INLINE void NAME(see_before)(const NAME(search) * s, wc_how how, const UNIT *p, NAME(carry) * carry)
{
    if (!carry->is_seen) {
        carry->seen = NAME(glance_at)(&s->separators, how.rule, p - WC_BLOCK);
        carry->is_seen = true;
    }
}

/* The candidates in a block with these probes, of which a glance shows `seen`. */
INLINE uint64_t NAME(candidates_in)(const NAME(search) * s, wc_how how, uint64_t probes,
                                    NAME(glance) seen, NAME(carry) * carry)
{
    const uint64_t starts = ~shift_in(seen.words, carry->seen.words, 1) & probes;
    const uint64_t before = carry->starts;
    *carry = (NAME(carry)){seen, starts, true};
    return how.strategy == WC_EMPTY ? starts : shift_in(starts, before, s->offset);
}

/* Those of the candidates in the block at `p` that have no separator among the `offset` units
 * before them. */
ONCE uint64_t NAME(thin_out)(const NAME(search) * s, wc_rule rule, const UNIT *p,
                             uint64_t candidates)
{
    const uint64_t separators = NAME(separators_in)(&s->separators, rule, p);
    const uint64_t before = NAME(separators_in)(&s->separators, rule, p - WC_BLOCK);
    return candidates & after_clear_run(separators, before, s->offset);
}

/* Those of the candidates in the block at `p`, units after a word, at which it ends. */
INLINE uint64_t NAME(whole_among)(const NAME(search) * s, wc_how how, const UNIT *p,
                                  uint64_t candidates, NAME(glance) seen, NAME(glance) before)
{
    if (how.rule == WC_RULE_LINES) {
        return NAME(word_ends_among)(&s->separators, p, candidates, seen.words);
    }
    const uint64_t open = seen.open | shift_in(seen.open, before.open, s->offset + 1);
    candidates &= ~seen.words;
    return candidates & open ? NAME(alone_among)(s, how.rule, p, candidates) : candidates;
}

/* Counts in a block near an edge of the text, or over it; only where `keep` has a bit. */
ONCE size_t NAME(count_edge)(const NAME(search) * s, wc_how how, ptrdiff_t position, uint64_t keep,
                             NAME(carry) * carry)
{
    UNIT buffer[2 * WC_BLOCK + 2 * WC_MARGIN];
    const wc_text text = NAME(text_of)(s);
    const UNIT *p = NAME(copy_edge)(&text, position, buffer);
    const uint64_t probes = NAME(probes_in)(s, how, p),
                   outside = ~mask_of_range(position, 0, s->length);
    const NAME(glance) seen = {~(NAME(separators_in)(&s->separators, how.rule, p) | outside), 0};
    const uint64_t candidates = keep & NAME(candidates_in)(s, how, probes, seen, carry);
    if (how.strategy == WC_EMPTY || how.strategy == WC_PROBES_ONLY) {
        return POPCOUNT(NAME(whole_among)(s, how, p, candidates, seen, seen));
    }
    return NAME(count_words)(s, how.units != WC_EXACT, position, candidates);
}

/* Counts in the block at `p`, from which 64 + offset + 3 units are readable, and 64 + 3 before it.
 * If `unended` is not NULL, no word at "\r\n" is counted, but all candidates that may be one are
 * or-ed to it. */
INLINE size_t NAME(count_inside)(const NAME(search) * s, wc_how how, const UNIT *p,
                                 NAME(carry) * carry, uint64_t *unended)
{
    const uint64_t probes = NAME(probes_in)(s, how, p);
    const NAME(glance) before = carry->seen, seen = NAME(glance_at)(&s->separators, how.rule, p);
    uint64_t candidates = NAME(candidates_in)(s, how, probes, seen, carry);
    if (unended) {
        *unended |= candidates & seen.words;
        return POPCOUNT(candidates & ~seen.words);
    }
    if (how.strategy == WC_EMPTY || how.strategy == WC_PROBES_ONLY) {
        return POPCOUNT(NAME(whole_among)(s, how, p, candidates, seen, before));
    }
    if (__builtin_expect(!candidates, 1)) {
        return 0;
    }
    const wc_strategy strategy = NAME(strategy_of)(s, how);
    if (strategy >= WC_ONE_BY_ONE && has_more_than(candidates, WC_MOST_LONG_WORDS)) {
        candidates = NAME(thin_out)(s, how.rule, p, candidates);
    }
    if (how.rule == WC_RULE_LINES && strategy <= WC_ONE_BY_ONE && s->needle->ends_in_cr) {
        candidates = NAME(keep_cr_among)(&s->separators, p, candidates);
    }
    enum { FEW = 2 };
    switch (strategy) {
    case WC_PROBES_ONLY:
    case WC_ALL_AT_ONCE:
    case WC_MANY_AT_ONCE:
        candidates =
            strategy == WC_MANY_AT_ONCE && how.units == WC_EXACT && !has_more_than(candidates, FEW)
                ? NAME(match_few)(s, p, candidates)
                : NAME(match_all)(s, how, p, candidates);
        return POPCOUNT(NAME(whole_among)(s, how, p, candidates, seen, before));
    case WC_ONE_BY_ONE:
        candidates = NAME(whole_among)(s, how, p, candidates, seen, before);
        return how.units == WC_EXACT ? NAME(match_each)(s, p, candidates)
                                     : NAME(match_each_folded)(s, p, candidates);
    default:
        return NAME(count_words)(s, how.units != WC_EXACT, p - s->units, candidates);
    }
}
