/* Template (all_widths.h): the counting algorithm.
 *
 * The needle's ends are compared at once, its last unit by a load that is shifted against that of
 * its first (Mula, "SIMD-friendly algorithms for substring searching", 2016). A word equal to the
 * needle shows as
 *
 *     text        t h a t   i s   i t       needle "is", offset 2
 *     separators          1     1
 *     starts                1               a separator before, the needle's ends here
 *     candidates                1           a start `offset` units before
 *     matches                   1           a candidate at which the word ends
 *
 * where the masks of the block before are shifted in from below: they are the carry. A candidate
 * stands at the unit after the word, `offset` units after its first, so a block depends only on
 * earlier blocks. The exception is a word that ends at "\r\n" (words_masks.h).
 *
 * The edges of the text need no cases of their own: a text with spaces before and after it has
 * the same words but for empty ones, so a block near an edge is copied into a buffer of spaces.
 * Only the empty word at the very end is left to wc_count.
 *
 * The ends are all there is of a needle of one or two units (WC_ENDS_ONLY). For longer ones the
 * candidates of a block are compared with the needle's inner units: all at once (WC_ALL_AT_ONCE),
 * which takes at most 7 more steps for a block, or where that is slower, from 16 units on, one by
 * one (WC_ONE_BY_ONE, WC_LONG).
 *
 * The time is linear in the length of the text. A block takes a constant number of steps but for
 * candidates that are compared one by one. Where a block has more of these than words of 16 units
 * fit into it, those with a separator among the `offset` units before them are dropped: the units
 * of the rest do not overlap, since each is preceded by a separator. So each unit of the text is
 * compared with the first `offset` units of a needle a constant number of times. The rest of a long
 * needle is compared from there on, and not beyond the first separator in the text: each unit at
 * most once.
 */

typedef struct {
    const UNIT *units; /* the text's */
    size_t length;
    const wc_needle *needle;
    size_t word_length;
    const UNIT *head; /* the needle's first units, `offset` of them at least */
    bool head_is_all; /* and that is all of it */
    bool ends_in_cr;
    unsigned offset;    /* of a candidate from the start of its word */
    vector first, last; /* the needle's units 0 and offset - 1 */
    NAME(separators) separators;
} NAME(search);

/* What a block leaves to the next one. */
typedef struct {
    uint64_t separators, starts;
} NAME(carry);

/* The candidates in the block at `p`, from which 64 + offset units are readable. */
INLINE uint64_t NAME(candidates_in)(const NAME(search) * s, wc_strategy strategy, const UNIT *p,
                                    NAME(carry) * carry)
{
    const uint64_t separators = NAME(separators_in)(&s->separators, p);
    uint64_t starts = shift_in(separators, carry->separators, 1), candidates = starts;
    if (strategy != WC_EMPTY) {
        starts &= NAME(eq_pair)(p, s->first, p + (s->offset - 1), s->last);
        candidates = shift_in(starts, carry->starts, s->offset);
    }
    if ((strategy == WC_ONE_BY_ONE || strategy == WC_LONG) &&
        has_more_than(candidates, WC_MOST_LONG_WORDS)) {
        candidates &= after_clear_run(separators, carry->separators, s->offset);
    }
    *carry = (NAME(carry)){separators, starts};
    return candidates;
}

/* Those of the candidates in the block at `p`, with these separators, at which a word ends that may
 * end in "\r". */
INLINE uint64_t NAME(whole_among)(const NAME(search) * s, const UNIT *p, uint64_t candidates,
                                  uint64_t separators)
{
    if (s->ends_in_cr) {
        candidates = NAME(keep_cr_among)(&s->separators, p, candidates);
    }
    return NAME(word_ends_among)(&s->separators, p, candidates, separators);
}

/* Those of the candidates in the block at `p` that are matches, for WC_ALL_AT_ONCE. Two inner units
 * are compared at a time; where their number is odd, the last unit is compared again. */
INLINE uint64_t NAME(match_all)(const NAME(search) * s, const UNIT *p, uint64_t candidates,
                                uint64_t separators)
{
    const UNIT *begin = p - s->offset;
    for (size_t k = 1; candidates && k + 1 < s->word_length; k += 2) {
        candidates &= NAME(eq_pair)(begin + k, NAME(splat)(s->head[k]), begin + k + 1,
                                    NAME(splat)(s->head[k + 1]));
    }
    return NAME(whole_among)(s, p, candidates, separators);
}

/* How many of the candidates in the block at `p` are matches, for WC_ONE_BY_ONE. */
INLINE size_t NAME(match_each)(const NAME(search) * s, const UNIT *p, uint64_t candidates,
                               uint64_t separators)
{
    size_t count = 0;
    candidates = NAME(whole_among)(s, p, candidates, separators);
    for (; candidates; candidates &= candidates - 1) {
        const UNIT *begin = p + __builtin_ctzll(candidates) - s->offset;
        count += EQUAL_BYTES(begin, s->head, s->word_length * sizeof(UNIT));
    }
    return count;
}

/* Whether the `n` units at `p`, at most a block, hold a separator. */
static TARGET bool NAME(has_separator)(const NAME(search) * s, const UNIT *p, size_t n)
{
    const wc_text units = {p, n, sizeof(UNIT)};
    return n == WC_BLOCK ? NAME(separators_in)(&s->separators, p) != 0
                         : wc_has_separator(&units, n);
}

/* Whether the units at `p`, as many as the needle has, equal it and hold no separator. For a needle
 * of another width, or one that was not searched for separators when it was prepared. */
static TARGET bool NAME(same_units)(const NAME(search) * s, const UNIT *p)
{
    UNIT copy[WC_BLOCK];
    for (size_t done = 0, n; done < s->word_length; done += n, p += n) {
        const UNIT *word = s->head + done;
        n = s->word_length - done < WC_BLOCK ? s->word_length - done : WC_BLOCK;
        if (!s->head_is_all) {
            word = copy;
            if (!wc_copy_units(&s->needle->word, done, n, sizeof(UNIT), copy)) {
                return false;
            }
        }
        if (!same_bytes(p, word, n * sizeof(UNIT)) ||
            (done + n > s->needle->checked && NAME(has_separator)(s, p, n))) {
            return false;
        }
    }
    return true;
}

/* Whether the needle is the word that begins at i. */
static bool NAME(is_word)(const NAME(search) * s, size_t i)
{
    if (s->word_length > s->length - i) {
        return false;
    }
    const bool plain = s->head_is_all && s->needle->checked == s->word_length;
    if (plain ? !same_bytes(s->units + i, s->head, s->word_length * sizeof(UNIT))
              : !NAME(same_units)(s, s->units + i)) {
        return false;
    }
    const size_t end = i + s->word_length;
    return wc_ends_word(s->ends_in_cr ? '\r' : WC_NO_UNIT,
                        end < s->length ? (int64_t)s->units[end] : WC_NO_UNIT,
                        end + 1 < s->length ? (int64_t)s->units[end + 1] : WC_NO_UNIT);
}

/* How many of the candidates in the block at `position` are matches, looked at one by one. */
static size_t NAME(count_words)(const NAME(search) * s, ptrdiff_t position, uint64_t candidates)
{
    size_t count = 0;
    for (; candidates; candidates &= candidates - 1) {
        const ptrdiff_t candidate = position + __builtin_ctzll(candidates);
        count += NAME(is_word)(s, (size_t)candidate - s->offset);
    }
    return count;
}

/* Counts in a block near an edge of the text, or over it; only where `keep` has a bit. */
static TARGET size_t NAME(count_edge)(const NAME(search) * s, wc_strategy strategy,
                                      ptrdiff_t position, uint64_t keep, NAME(carry) * carry)
{
    enum { UNITS = 2 * WC_BLOCK };
    UNIT block[UNITS];
    const ptrdiff_t length = (ptrdiff_t)s->length;
    const ptrdiff_t from = position < 0 ? -position : 0;
    const ptrdiff_t to = length - position > UNITS ? UNITS : length - position;
    for (ptrdiff_t k = 0; k < UNITS; k++) {
        block[k] = ' ';
    }
    if (from < to) {
        memcpy(block + from, s->units + position + from, (size_t)(to - from) * sizeof(UNIT));
    }
    const uint64_t candidates = keep & NAME(candidates_in)(s, strategy, block, carry);
    if (strategy == WC_EMPTY || strategy == WC_ENDS_ONLY) {
        return POPCOUNT(
            NAME(word_ends_among)(&s->separators, block, candidates, carry->separators));
    }
    return NAME(count_words)(s, position, candidates);
}

/* Counts in the block at `p`, from which 64 + offset + 1 units are readable, and 63 before it. */
INLINE size_t NAME(count_inside)(const NAME(search) * s, wc_strategy strategy, const UNIT *p,
                                 NAME(carry) * carry)
{
    prefetch_ahead(p, WC_BLOCK * sizeof(UNIT));
    const uint64_t candidates = NAME(candidates_in)(s, strategy, p, carry);
    if (strategy == WC_EMPTY || strategy == WC_ENDS_ONLY) {
        return POPCOUNT(NAME(word_ends_among)(&s->separators, p, candidates, carry->separators));
    }
    if (!candidates) {
        return 0;
    }
    switch (strategy) {
    case WC_ALL_AT_ONCE:
        return POPCOUNT(NAME(match_all)(s, p, candidates, carry->separators));
    case WC_ONE_BY_ONE:
        return NAME(match_each)(s, p, candidates, carry->separators);
    default:
        return NAME(count_words)(s, p - s->units, candidates);
    }
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

INLINE size_t NAME(count_by)(const NAME(search) * search, wc_strategy strategy, size_t begin,
                             size_t end)
{
    const NAME(search) s = *search;
    const ptrdiff_t last_candidate = (ptrdiff_t)(end - 1 + s.offset);
    /* Blocks from `inside` to `outside` need nothing from beyond the text or the range. */
    const ptrdiff_t inside = (ptrdiff_t)(begin + s.offset > WC_BLOCK ? begin + s.offset : WC_BLOCK);
    const ptrdiff_t readable = (ptrdiff_t)s.length - (ptrdiff_t)s.offset - 1;
    const ptrdiff_t outside = (ptrdiff_t)end < readable ? (ptrdiff_t)end : readable;

    /* A match guarantees that the next blocks, so many, lie inside the matched word, which begins
     * at most `offset` units before the block: skip them. */
    const ptrdiff_t blocks_in_word = (ptrdiff_t)((s.word_length - s.offset) / WC_BLOCK);

    ptrdiff_t position = NAME(first_block)(s.units, begin, end);
    const bool after_separator = position <= 0 || wc_is_separator(s.units[position - 1]);
    NAME(carry) carry = {.separators = (uint64_t)after_separator << (WC_BLOCK - 1)};
    size_t count = 0;
    while (position <= last_candidate) {
        if (position >= inside && position + WC_BLOCK <= outside) {
            for (; position + WC_BLOCK <= outside; position += WC_BLOCK) {
                const size_t matches = NAME(count_inside)(&s, strategy, s.units + position, &carry);
                count += matches;
                if (strategy == WC_LONG && matches && blocks_in_word > 1) {
                    position += (blocks_in_word - 1) * WC_BLOCK;
                    carry = (NAME(carry)){0};
                }
            }
        } else {
            const uint64_t keep = mask_of_range(position, begin + s.offset, end + s.offset);
            count += NAME(count_edge)(&s, strategy, position, keep, &carry);
            position += WC_BLOCK;
        }
    }
    return count;
}

/* A function for each strategy, so that each has the registers to itself. */
#define COUNT_BY(name, strategy)                                                                   \
    static TARGET __attribute__((noinline)) size_t NAME(name)(const NAME(search) * s,              \
                                                              size_t begin, size_t end)            \
    {                                                                                              \
        return NAME(count_by)(s, strategy, begin, end);                                            \
    }
COUNT_BY(count_empty, WC_EMPTY)
COUNT_BY(count_ends_only, WC_ENDS_ONLY)
COUNT_BY(count_all_at_once, WC_ALL_AT_ONCE)
COUNT_BY(count_one_by_one, WC_ONE_BY_ONE)
COUNT_BY(count_long, WC_LONG)
#undef COUNT_BY

static TARGET size_t NAME(count)(const wc_text *text, const wc_needle *needle, size_t begin,
                                 size_t end)
{
    const wc_text *word = &needle->word;
    const bool same_width = word->width == sizeof(UNIT);
    const UNIT *head = same_width ? word->units : (const UNIT *)needle->head;
    const size_t offset = word->length < WC_MAX_OFFSET ? word->length : WC_MAX_OFFSET;
    const NAME(search) s = {
        .units = text->units,
        .length = text->length,
        .needle = needle,
        .word_length = word->length,
        .head = head,
        .head_is_all = same_width || word->length == offset,
        .ends_in_cr = needle->ends_in_cr,
        .offset = (unsigned)offset,
        .first = NAME(splat)(offset ? head[0] : 0),
        .last = NAME(splat)(offset ? head[offset - 1] : 0),
        .separators = NAME(separators_make)(),
    };
    switch (needle->strategy) {
    case WC_EMPTY:
        return NAME(count_empty)(&s, begin, end);
    case WC_ENDS_ONLY:
        return NAME(count_ends_only)(&s, begin, end);
    case WC_ALL_AT_ONCE:
        return NAME(count_all_at_once)(&s, begin, end);
    case WC_ONE_BY_ONE:
        return NAME(count_one_by_one)(&s, begin, end);
    case WC_LONG:
        return NAME(count_long)(&s, begin, end);
    default:
        return 0;
    }
}
