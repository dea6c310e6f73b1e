/* Template (all_widths.h): the counting algorithm.
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
 * stands at the unit after the word, `offset` units after its first, so a block depends only on
 * earlier blocks. The exception is a word that ends at "\r\n" (words_masks.h).
 *
 * Most blocks of most texts have none of the needle's probes: then nothing else is looked for. In
 * others a glance shows the separators. What takes long to look up, units of 2 and 4 bytes in a
 * class and bytes of UTF-8 that are not ASCII, counts as separators until there is a candidate
 * beside it (words_masks.h).
 *
 * The edges of the text need no cases of their own: what lies beyond them counts as separators. A
 * block near an edge is copied into a buffer. Only the empty word at the very end is left to
 * wc_count.
 *
 * The probes are all there is of a needle of one or two units (WC_PROBES_ONLY). For longer ones the
 * candidates of a block are compared with the needle's inner units: all at once (WC_ALL_AT_ONCE),
 * which takes at most 7 more steps for a block, or where that is slower one by one: from 8 units on
 * where there are few (WC_MANY_AT_ONCE), from 16 units on all (WC_ONE_BY_ONE, WC_LONG). Where case
 * does not matter, each unit of the text may be one of several.
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
    const unsigned probe = s->needle->probe;
    if (how.strategy == WC_EMPTY) {
        return ~UINT64_C(0);
    }
    switch (how.units) {
    case WC_EXACT:
        return NAME(eq_pair)(p, s->first, p + probe, s->other);
    case WC_IN_A_BIT:
        return NAME(eq_masked_pair)(p, s->first_masked, p + probe, s->other_masked);
    default:
        return NAME(eq_variants)(s->needle, p, 0) & NAME(eq_variants)(s->needle, p + probe, probe);
    }
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
    const uint64_t starts = shift_in(seen.separators, carry->seen.separators, 1) & probes;
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
        return NAME(word_ends_among)(&s->separators, p, candidates, seen.separators);
    }
    const uint64_t open = seen.open | shift_in(seen.open, before.open, s->offset + 1);
    candidates &= seen.separators;
    return candidates & open ? NAME(alone_among)(s, how.rule, p, candidates) : candidates;
}

/* Counts in a block near an edge of the text, or over it; only where `keep` has a bit. */
ONCE size_t NAME(count_edge)(const NAME(search) * s, wc_how how, ptrdiff_t position, uint64_t keep,
                             NAME(carry) * carry)
{
    UNIT buffer[2 * WC_BLOCK + 2 * WC_MARGIN];
    const wc_text text = {s->units, s->length, sizeof(UNIT)};
    const UNIT *p = NAME(copy_edge)(&text, position, buffer);
    const uint64_t probes = NAME(probes_in)(s, how, p),
                   outside = ~mask_of_range(position, 0, s->length);
    const NAME(glance) seen = {NAME(separators_in)(&s->separators, how.rule, p) | outside, 0};
    const uint64_t candidates = keep & NAME(candidates_in)(s, how, probes, seen, carry);
    if (how.strategy == WC_EMPTY || how.strategy == WC_PROBES_ONLY) {
        return POPCOUNT(NAME(whole_among)(s, how, p, candidates, seen, seen));
    }
    return NAME(count_words)(s, how.units != WC_EXACT, position, candidates);
}

/* Counts in the block at `p`, from which 64 + offset + 3 units are readable, and 64 + 3 before it.
 */
INLINE size_t NAME(count_inside)(const NAME(search) * s, wc_how how, const UNIT *p,
                                 NAME(carry) * carry)
{
    prefetch_ahead(p, WC_BLOCK * sizeof(UNIT));
    const uint64_t probes = NAME(probes_in)(s, how, p);
    if (!(probes | carry->starts)) {
        carry->is_seen = false;
        return 0;
    }
    NAME(see_before)(s, how, p, carry);
    const NAME(glance) before = carry->seen, seen = NAME(glance_at)(&s->separators, how.rule, p);
    uint64_t candidates = NAME(candidates_in)(s, how, probes, seen, carry);
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

/* What the block at `p` leaves to an edge: all is looked up. */
ONCE NAME(carry) NAME(carry_of)(const NAME(search) * s, wc_how how, const UNIT *p)
{
    const wc_text text = {s->units, s->length, sizeof(UNIT)};
    const uint64_t separators = NAME(separators_in)(&s->separators, how.rule, p);
    const uint64_t before = NAME(separator_before)(&s->needle->words, &text, p - s->units);
    const uint64_t starts = shift_in(separators, before, 1) & NAME(probes_in)(s, how, p);
    return (NAME(carry)){{separators, 0}, starts, true};
}

/* Where the first block of [begin, end) is put: before `begin`, perhaps before the text, so that
 * all blocks are aligned to cache lines; at `begin` where that is not worth a second edge. */
static ptrdiff_t NAME(first_block)(const UNIT *units, size_t begin, size_t end)
{
    enum { CACHE_LINE = 64 };
    if (end - begin < 4 * WC_BLOCK) {
        return (ptrdiff_t)begin;
    }
    return (ptrdiff_t)begin - (ptrdiff_t)((uintptr_t)(units + begin) % CACHE_LINE / sizeof(UNIT));
}

INLINE size_t NAME(count_by)(const NAME(search) * search, wc_how how, size_t begin, size_t end)
{
    const NAME(search) s = *search;
    const size_t end_of_candidates = end + s.offset <= s.length ? end + s.offset : s.length + 1;
    /* Blocks from `inside` to `outside` need nothing from beyond the text or the range. */
    const ptrdiff_t before = WC_BLOCK + WC_MARGIN, first = (ptrdiff_t)(begin + s.offset);
    const ptrdiff_t inside = first > before ? first : before;
    const ptrdiff_t readable = (ptrdiff_t)s.length - (ptrdiff_t)s.offset - WC_MARGIN;
    const ptrdiff_t outside = (ptrdiff_t)end < readable ? (ptrdiff_t)end : readable;

    /* A match guarantees that the next blocks, so many, lie inside the matched word, which begins
     * at most `offset` units before the block: skip them. */
    const ptrdiff_t blocks_in_word = (ptrdiff_t)((s.word_length - s.offset) / WC_BLOCK);

    const wc_text text = {s.units, s.length, sizeof(UNIT)};
    ptrdiff_t position = NAME(first_block)(s.units, begin, end);
    NAME(carry) carry = {{NAME(separator_before)(&s.needle->words, &text, position), 0}, 0, true};
    size_t count = 0;
    while (position < (ptrdiff_t)end_of_candidates) {
        if (position >= inside && position + WC_BLOCK <= outside) {
            bool is_in_word = false;
            for (; position + WC_BLOCK <= outside && !is_in_word; position += WC_BLOCK) {
                const size_t matches = NAME(count_inside)(&s, how, s.units + position, &carry);
                count += matches;
                is_in_word = NAME(strategy_of)(&s, how) == WC_LONG && matches && blocks_in_word > 1;
            }
            if (is_in_word) {
                position += (blocks_in_word - 1) * WC_BLOCK;
                carry = (NAME(carry)){.is_seen = true};
            } else {
                carry = NAME(carry_of)(&s, how, s.units + position - WC_BLOCK);
            }
        } else {
            const uint64_t keep = mask_of_range(position, begin + s.offset, end_of_candidates);
            NAME(carry) copy = carry; /* so that `carry` itself is kept in registers */
            count += NAME(count_edge)(&s, how, position, keep, &copy);
            carry = copy;
            position += WC_BLOCK;
        }
    }
    return count;
}

typedef size_t NAME(counter)(const NAME(search) * s, size_t begin, size_t end);

/* A function for each way to count, so that each has the registers to itself. */
#define COUNT_BY(name, ...)                                                                        \
    ONCE size_t NAME(name)(const NAME(search) * s, size_t begin, size_t end)                       \
    {                                                                                              \
        return NAME(count_by)(s, (wc_how){__VA_ARGS__}, begin, end);                               \
    }
COUNT_BY(lines_empty, WC_RULE_LINES, WC_EXACT, WC_EMPTY)
COUNT_BY(lines_probes_only, WC_RULE_LINES, WC_EXACT, WC_PROBES_ONLY)
COUNT_BY(lines_all_at_once, WC_RULE_LINES, WC_EXACT, WC_ALL_AT_ONCE)
COUNT_BY(lines_many_at_once, WC_RULE_LINES, WC_EXACT, WC_MANY_AT_ONCE)
COUNT_BY(lines_one_by_one, WC_RULE_LINES, WC_EXACT, WC_ONE_BY_ONE)
COUNT_BY(lines_long, WC_RULE_LINES, WC_EXACT, WC_LONG)

/* For each rule six: by which units are the same, and whether the probes are all. Kernels that look
 * up classes unit by unit make do with one. */
#if SHUFFLES
#define COUNT_BY_RULE(name, rule)                                                                  \
    COUNT_BY(name##_exact, rule, WC_EXACT, WC_ABSENT)                                              \
    COUNT_BY(name##_exact_probes, rule, WC_EXACT, WC_PROBES_ONLY)                                  \
    COUNT_BY(name##_in_a_bit, rule, WC_IN_A_BIT, WC_ABSENT)                                        \
    COUNT_BY(name##_in_a_bit_probes, rule, WC_IN_A_BIT, WC_PROBES_ONLY)                            \
    COUNT_BY(name##_variants, rule, WC_VARIANTS, WC_ABSENT)                                        \
    COUNT_BY(name##_variants_probes, rule, WC_VARIANTS, WC_PROBES_ONLY)                            \
    static NAME(counter) * NAME(name)(wc_units_kind units, bool probes_only)                       \
    {                                                                                              \
        static NAME(counter) *const counters[][2] = {                                              \
            {NAME(name##_exact), NAME(name##_exact_probes)},                                       \
            {NAME(name##_in_a_bit), NAME(name##_in_a_bit_probes)},                                 \
            {NAME(name##_variants), NAME(name##_variants_probes)},                                 \
        };                                                                                         \
        return counters[units][probes_only];                                                       \
    }
#else
#define COUNT_BY_RULE(name, rule)                                                                  \
    ONCE size_t NAME(name##_any)(const NAME(search) * s, size_t begin, size_t end)                 \
    {                                                                                              \
        return NAME(count_by)(s, (wc_how){rule, wc_units_kind_of(s->needle), WC_ABSENT}, begin,    \
                              end);                                                                \
    }                                                                                              \
    static NAME(counter) * NAME(name)(wc_units_kind units, bool probes_only)                       \
    {                                                                                              \
        (void)units;                                                                               \
        (void)probes_only;                                                                         \
        return NAME(name##_any);                                                                   \
    }
#endif
COUNT_BY_RULE(lines, WC_RULE_LINES)
COUNT_BY_RULE(class, WC_RULE_CLASS)
#if UNIT_BITS == 8
COUNT_BY_RULE(utf8, WC_RULE_UTF8)
#endif

/* The one for a needle. */
static NAME(counter) * NAME(counter_for)(const wc_needle *needle)
{
    const wc_rule rule = wc_rule_of(&needle->words);
    const wc_units_kind units = wc_units_kind_of(needle);
    const bool probes_only = needle->strategy == WC_PROBES_ONLY;
#if UNIT_BITS == 8
    if (rule == WC_RULE_UTF8) {
        return utf8_8(units, probes_only);
    }
#endif
    if (rule == WC_RULE_CLASS) {
        return NAME(class)(units, probes_only);
    }
    if (needle->strategy == WC_EMPTY) {
        return NAME(lines_empty);
    }
    if (units != WC_EXACT) {
        return NAME(lines)(units, probes_only);
    }
    switch (needle->strategy) {
    case WC_PROBES_ONLY:
        return NAME(lines_probes_only);
    case WC_ALL_AT_ONCE:
        return NAME(lines_all_at_once);
    case WC_MANY_AT_ONCE:
        return NAME(lines_many_at_once);
    case WC_ONE_BY_ONE:
        return NAME(lines_one_by_one);
    default:
        return NAME(lines_long);
    }
}

static TARGET size_t NAME(count)(const wc_text *text, const wc_needle *needle, size_t begin,
                                 size_t end)
{
#if UNIT_BITS == 8
    if (goes_by_start(text, needle, begin, end)) {
        return count_by_start(text, needle, begin, end);
    }
#endif
    const wc_text *word = &needle->word;
    const bool folds = needle->words.fold != NULL;
    const bool as_it_is = word->width == sizeof(UNIT) && !folds;
    const UNIT *head = as_it_is ? word->units : (const UNIT *)needle->heads[0];
    const size_t offset = word->length < WC_MAX_OFFSET ? word->length : WC_MAX_OFFSET;
    NAME(search)
    s = {
        .units = text->units,
        .length = text->length,
        .needle = needle,
        .word_length = word->length,
        .head = head,
        .head_is_all = as_it_is || word->length == offset,
        .offset = (unsigned)offset,
        .separators = NAME(separators_make)(&needle->words),
    };
    if (offset) {
        s.first = NAME(splat)(head[0]);
        s.other = NAME(splat)(head[needle->probe]);
        if (needle->strategy == WC_MANY_AT_ONCE) {
            NAME(set_tail)(&s);
        }
    }
    if (offset && folds) {
        s.first_masked = NAME(masked_unit)(needle, 0);
        s.other_masked = NAME(masked_unit)(needle, needle->probe);
    }
    return NAME(counter_for)(needle)(&s, begin, end);
}
