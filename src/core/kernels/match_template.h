/* Template (all_widths.h): what is searched, and which candidates are matches. A candidate is the
 * unit after a word that may equal the needle, or in a long one (block_template.h). */

typedef struct {
    const UNIT *units; /* the text's; not in a wc_text, which costs registers */
    size_t length;
    const wc_needle *needle;
    size_t word_length;
    const UNIT *head; /* the needle's first units, `offset` of them at least */
    bool head_is_all; /* and that is all of it */
    unsigned offset;
    vector probes[WC_MOST_PROBES]; /* the needle's, and their places in it */
    unsigned at[WC_MOST_PROBES];
    NAME(masked) masked_probes[2];  /* the first two, for WC_IN_A_BIT */
    uint64_t tail[2], tail_mask[2]; /* its last 16 bytes; of a shorter one those it has */
    NAME(separators) separators;
} NAME(search);

INLINE wc_text NAME(text_of)(const NAME(search) * s)
{
    return (wc_text){s->units, s->length, sizeof(UNIT)};
}

/* What a function is made for, so that it is not asked for each block. */
#ifndef WORD_COUNT_HOW
#define WORD_COUNT_HOW
typedef struct {
    wc_rule rule;
    wc_units_kind units;
    wc_strategy strategy; /* WC_ABSENT: the needle's */
    int probes;           /* that are compared in each block, at least 2 */
} wc_how;
#endif

INLINE wc_strategy NAME(strategy_of)(const NAME(search) * s, wc_how how)
{
    return how.strategy == WC_ABSENT ? s->needle->strategy : how.strategy;
}

/* Variant v of the needle's unit k, below WC_MAX_OFFSET. */
INLINE UNIT NAME(variant)(const wc_needle *needle, unsigned v, size_t k)
{
    return needle->heads[v].NAME(of)[k];
}

/* The needle's unit k, but for the bit in which its variants differ. */
INLINE NAME(masked) NAME(masked_unit)(const wc_needle *needle, size_t k)
{
    const UNIT a = NAME(variant)(needle, 0, k), b = NAME(variant)(needle, 1, k);
    return (NAME(masked)){NAME(splat)((UNIT) ~(a ^ b)), NAME(splat)(a & b)};
}

/* Where p[i] is a variant of the needle's unit k, of up to 4. */
ONCE uint64_t NAME(eq_variants)(const wc_needle *needle, const UNIT *p, size_t k)
{
    vector v[WC_MOST_VARIANTS];
    for (unsigned i = 0; i < WC_MOST_VARIANTS; i++) {
        v[i] = NAME(splat)(NAME(variant)(needle, i, k));
    }
    return NAME(eq_any)(p, v[0], v[1]) | NAME(eq_any)(p, v[2], v[3]);
}

/* Those of the candidates in the block at `p`, units after a word, that are separators and have one
 * before the word. */
ONCE uint64_t NAME(alone_among)(const NAME(search) * s, wc_rule rule, const UNIT *p,
                                uint64_t candidates)
{
    enum { FEW = 2 }; /* that are quicker one by one */
    if (has_more_than(candidates, FEW)) {
        return candidates & NAME(separators_in)(&s->separators, rule, p) &
               NAME(separators_in)(&s->separators, rule, p - s->offset - 1);
    }
    const wc_text text = NAME(text_of)(s);
    const wc_words *words = &s->needle->words;
    for (uint64_t rest = candidates; rest; rest &= rest - 1) {
        const size_t i = (size_t)(p - s->units) + (size_t)__builtin_ctzll(rest);
        if (!wc_is_separator(words, &text, i) ||
            !wc_is_separator(words, &text, i - s->offset - 1)) {
            candidates ^= rest & -rest;
        }
    }
    return candidates;
}

/* Where the needle's units k and k + 1 are at p[0] and p[1], p[1] and p[2], and so on. */
INLINE uint64_t NAME(eq_two)(const NAME(search) * s, wc_how how, const UNIT *p, size_t k)
{
    const wc_needle *needle = s->needle;
    switch (how.units) {
    case WC_EXACT:
        return NAME(eq_pair)(p, NAME(splat)(s->head[k]), p + 1, NAME(splat)(s->head[k + 1]));
    case WC_IN_A_BIT:
        return NAME(eq_masked_pair)(p, NAME(masked_unit)(needle, k), p + 1,
                                    NAME(masked_unit)(needle, k + 1));
    default:
        return NAME(eq_variants)(needle, p, k) & NAME(eq_variants)(needle, p + 1, k + 1);
    }
}

/* Lets the search have the tail of its needle, of up to WC_MAX_OFFSET units. */
static void NAME(set_tail)(NAME(search) * s)
{
    const size_t size = s->offset * sizeof(UNIT), most = sizeof s->tail;
    const size_t kept = size < most ? size : most;
    memcpy((char *)s->tail + most - kept, (const char *)s->head + size - kept, kept);
    memset((char *)s->tail_mask + most - kept, 0xff, kept);
}

/* Those of the few candidates in the block at `p` whose units are the needle's, one by one: their
 * last 16 bytes, which may begin before the word, and where there are more, all. */
INLINE uint64_t NAME(match_few)(const NAME(search) * s, const UNIT *p, uint64_t candidates)
{
    const size_t size = s->word_length * sizeof(UNIT);
    for (uint64_t rest = candidates; rest; rest &= rest - 1) {
        const UNIT *end = p + __builtin_ctzll(rest);
        uint64_t tail[2];
        memcpy(tail, (const char *)end - sizeof tail, sizeof tail);
        const uint64_t different =
            ((tail[0] ^ s->tail[0]) & s->tail_mask[0]) | ((tail[1] ^ s->tail[1]) & s->tail_mask[1]);
        const bool is_same =
            !different && (size <= sizeof tail || EQUAL_BYTES(end - s->word_length, s->head, size));
        candidates ^= is_same ? 0 : rest & -rest;
    }
    return candidates;
}

/* Those of the candidates in the block at `p` whose other units are the needle's. Two are compared
 * at a time; where their number is odd, one that has been compared before is so again. */
INLINE uint64_t NAME(match_all)(const NAME(search) * s, wc_how how, const UNIT *p,
                                uint64_t candidates)
{
    const UNIT *begin = p - s->offset;
    const size_t last = s->word_length - 1;
    size_t k = 1;
    for (; candidates && k < last; k += 2) {
        candidates &= NAME(eq_two)(s, how, begin + k, k);
    }
    if (k == last && s->at[1] != last) {
        candidates &= NAME(eq_two)(s, how, begin + k - 1, k - 1);
    }
    return candidates;
}

/* How many of the candidates in the block at `p` are matches, for WC_ONE_BY_ONE. */
INLINE size_t NAME(match_each)(const NAME(search) * s, const UNIT *p, uint64_t candidates)
{
    size_t count = 0;
    for (; candidates; candidates &= candidates - 1) {
        const UNIT *begin = p + __builtin_ctzll(candidates) - s->offset;
        count += EQUAL_BYTES(begin, s->head, s->word_length * sizeof(UNIT));
    }
    return count;
}

/* The same where case does not matter. No branch, for compilers to vectorise. */
ONCE size_t NAME(match_each_folded)(const NAME(search) * s, const UNIT *p, uint64_t candidates)
{
    const wc_head *heads = s->needle->heads;
    const UNIT *const a = heads[0].NAME(of), *const b = heads[1].NAME(of);
    const UNIT *const c = heads[2].NAME(of), *const d = heads[3].NAME(of);
    size_t count = 0;
    for (; candidates; candidates &= candidates - 1) {
        const UNIT *begin = p + __builtin_ctzll(candidates) - s->offset;
        UNIT different = 0;
        for (size_t i = 0; i < s->word_length; i++) {
            const UNIT unit = begin[i];
            different |= (unit != a[i]) & (unit != b[i]) & (unit != c[i]) & (unit != d[i]);
        }
        count += !different;
    }
    return count;
}

/* Whether unit i of the text and unit k of the needle are the same but for case. */
static bool NAME(same_folded)(const NAME(search) * s, size_t i, size_t k)
{
    const wc_fold *fold = s->needle->words.fold;
    const uint32_t a = s->units[i], b = wc_unit(&s->needle->word, k);
    return a == b || wc_fold_unit(fold, a) == wc_fold_unit(fold, b);
}

/* Whether units [k, k + n) of the needle, n at most a block, are those at i of the text. */
static TARGET bool NAME(same_part)(const NAME(search) * s, bool folds, size_t i, size_t k, size_t n)
{
    UNIT copy[WC_BLOCK];
    const UNIT *word = copy;
    bool fits = true; /* the needle's units into the text's; if not, folds of them may */
    if (!folds && s->head_is_all) {
        word = s->head + k;
    } else {
        fits = wc_copy_units(&s->needle->word, k, n, sizeof(UNIT), copy);
    }
    if (fits && same_bytes(s->units + i, word, n * sizeof(UNIT))) {
        return true;
    }
    for (size_t j = 0; folds && j < n; j++) {
        if (!NAME(same_folded)(s, i + j, k + j)) {
            return false;
        }
    }
    return folds;
}

/* Whether units [i, i + n) of the text, n at most a block, hold a separator. */
static TARGET bool NAME(has_separator)(const NAME(search) * s, size_t i, size_t n)
{
    const wc_words *words = &s->needle->words;
    const bool is_inside = i >= WC_MARGIN && s->length - i >= WC_BLOCK + WC_MARGIN;
    if (n == WC_BLOCK && (is_inside || !words->class)) {
        return NAME(separators_in)(&s->separators, wc_rule_of(words), s->units + i) != 0;
    }
    const wc_text text = NAME(text_of)(s);
    bool found = false;
    for (size_t j = 0; j < n && !found; j++) {
        found = wc_is_separator(words, &text, i + j);
    }
    return found;
}

/* Whether the units at i, as many as the needle has, equal it and hold no separator. For a needle
 * of another width, one that was not searched for separators, or where case does not matter. */
static TARGET bool NAME(same_units)(const NAME(search) * s, bool folds, size_t i)
{
    const size_t checked = folds && s->needle->words.class ? 0 : s->needle->checked;
    for (size_t done = 0, n; done < s->word_length; done += n) {
        n = s->word_length - done < WC_BLOCK ? s->word_length - done : WC_BLOCK;
        if (!NAME(same_part)(s, folds, i + done, done, n) ||
            (done + n > checked && NAME(has_separator)(s, i + done, n))) {
            return false;
        }
    }
    return true;
}

/* Whether the needle is the word that begins at i. A class of characters may not have been looked
 * up there. */
static TARGET bool NAME(is_word)(const NAME(search) * s, bool folds, size_t i)
{
    const wc_text text = NAME(text_of)(s);
    const wc_words *words = &s->needle->words;
    if (s->word_length > s->length - i ||
        (words->class && i > 0 && !wc_is_separator(words, &text, i - 1))) {
        return false;
    }
    const bool plain = !folds && s->head_is_all && s->needle->checked == s->word_length;
    if (plain ? !same_bytes(s->units + i, s->head, s->word_length * sizeof(UNIT))
              : !NAME(same_units)(s, folds, i)) {
        return false;
    }
    return wc_ends_at(s->needle, &text, i + s->word_length);
}

/* How many of the candidates in the block at `position` are matches, looked at one by one. */
ONCE size_t NAME(count_words)(const NAME(search) * s, bool folds, ptrdiff_t position,
                              uint64_t candidates)
{
    size_t count = 0;
    for (; candidates; candidates &= candidates - 1) {
        const ptrdiff_t candidate = position + __builtin_ctzll(candidates);
        count += NAME(is_word)(s, folds, (size_t)candidate - s->offset);
    }
    return count;
}
