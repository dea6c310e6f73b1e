/* Template (all_widths.h): which blocks are counted (block_template.h).
 *
 * Most blocks of most texts have none of the needle's probes. They are skipped, two at a time
 * where there are functions for it, and near one that has some, one at a time: a run by probes.
 * But each block that has some costs a branch that a CPU can foresee only in a text that it has
 * just seen, and that takes as long as four blocks. So where many have some, all blocks are counted
 * alike, in runs that do not ask.
 *
 * Such a run leaves out words that end at "\r\n", where the needle's probes are all of it: to look
 * for these would take a branch for each block with "then", where "the" is asked for. Where a run
 * has such candidates, and a "\r", it is counted once more, and from then on line ends are looked
 * up at once.
 */

/* A match guarantees that the next blocks, so many, lie inside the matched word, which begins at
 * most `offset` units before the block. */
INLINE ptrdiff_t NAME(blocks_in_word)(const NAME(search) * s)
{
    const size_t blocks = (s->word_length - s->offset) / WC_BLOCK;
    return blocks ? (ptrdiff_t)blocks - 1 : 0;
}

/* Where blocks are counted, and what came of it. */
typedef struct {
    ptrdiff_t position, end; /* whole blocks, in units of the text */
    NAME(carry) carry;
    size_t count;
    bool is_in_word; /* the last match was the end of a word that goes on for blocks */
} NAME(blocks);

/* Counts in the block at b->position. */
INLINE void NAME(count_block)(const NAME(search) * s, wc_how how, NAME(blocks) * b,
                              uint64_t *unended)
{
    const size_t matches = NAME(count_inside)(s, how, s->units + b->position, &b->carry, unended);
    b->count += matches;
    b->is_in_word = NAME(strategy_of)(s, how) == WC_LONG && matches && NAME(blocks_in_word)(s);
}

/* Counts in the blocks before `end`: in those that have the needle's probes, or follow on one.
 * Returns how many these are. */
INLINE size_t NAME(run_by_probes)(const NAME(search) * s, wc_how how, NAME(blocks) * b,
                                  ptrdiff_t end)
{
    size_t counted = 0;
    for (; b->position < end && !b->is_in_word; b->position += WC_BLOCK) {
        const UNIT *p = s->units + b->position;
        if (NAME(have_probes)(s, how, p, 1) || b->carry.starts) {
            NAME(see_before)(s, how, p, &b->carry);
            NAME(count_block)(s, how, b, NULL);
            counted++;
        } else {
            b->carry.is_seen = false;
        }
    }
    return counted;
}

/* Counts in the blocks before `end`, in all alike. If `defers`, words at "\r\n" are left out;
 * returns where candidates are that may be such, in any block. */
INLINE uint64_t NAME(run)(const NAME(search) * s, wc_how how, NAME(blocks) * b, ptrdiff_t end,
                          bool defers)
{
    uint64_t unended = 0;
    NAME(see_before)(s, how, s->units + b->position, &b->carry);
    for (; b->position < end && !b->is_in_word; b->position += WC_BLOCK) {
        prefetch_ahead(s->units + b->position, WC_BLOCK * sizeof(UNIT));
        NAME(count_block)(s, how, b, defers ? &unended : NULL);
    }
    return unended;
}

/* Whether there is a "\r" in [begin, end), whole blocks. */
ONCE bool NAME(has_cr)(const NAME(search) * s, ptrdiff_t begin, ptrdiff_t end)
{
    uint64_t found = 0;
    for (; begin < end; begin += WC_BLOCK) {
        found |= NAME(eq)(s->units + begin, s->separators.cr);
    }
    return found != 0;
}

/* Skips blocks that have none of the needle's probes, two at a time. */
INLINE void NAME(skip)(const NAME(search) * s, wc_how how, NAME(blocks) * b)
{
    while (b->end - b->position >= 2 * WC_BLOCK &&
           !NAME(have_probes)(s, how, s->units + b->position, 2)) {
        b->position += 2 * WC_BLOCK;
        b->carry.is_seen = false;
    }
}

/* What a function made for `how` has; those for rare cases go without, which would be larger and
 * hardly faster. can_skip: blocks are asked for probes two at a time. can_run: there are runs that
 * do not ask, in kernels with shuffles. can_defer: these let the ends of lines wait, since
 * candidates are matches but for the word's end. */
INLINE bool NAME(can_skip)(wc_how how)
{
    return UNIT_BITS == 8 && how.units == WC_EXACT && how.strategy != WC_ABSENT &&
           how.strategy != WC_EMPTY;
}

INLINE bool NAME(can_run)(wc_how how)
{
    const bool by_lines = how.rule == WC_RULE_LINES && how.units == WC_EXACT &&
                          (how.strategy == WC_PROBES_ONLY || how.strategy == WC_ALL_AT_ONCE);
    const bool by_class = how.rule == WC_RULE_CLASS && UNIT_BITS == 8 && how.units != WC_VARIANTS;
    return SHUFFLES && (by_lines || by_class);
}

INLINE bool NAME(can_defer)(wc_how how)
{
    return how.rule == WC_RULE_LINES && how.strategy == WC_PROBES_ONLY;
}

/* Counts in whole blocks, run by run. Where many blocks of a run had probes, those that follow do
 * not ask for them, until it is time to see whether this is still so. The numbers are those that
 * were fastest on English (docs/benchmarks.md). */
INLINE void NAME(count_blocks)(const NAME(search) * s, wc_how how, NAME(blocks) * blocks)
{
    enum { RUN = 64, FEW = 1, MANY = 14, RUNS = 15 };
    NAME(blocks) b = *blocks;
    size_t counted = 0; /* blocks of the last run by probes */
    unsigned left = 0;  /* runs that do not ask for probes */
    bool defers = NAME(can_defer)(how);
    while (b.position < b.end && !b.is_in_word) {
        if (NAME(can_skip)(how) && counted <= FEW && !b.carry.starts) {
            NAME(skip)(s, how, &b);
        }
        const ptrdiff_t length = RUN * WC_BLOCK;
        const ptrdiff_t end = b.end - b.position < length ? b.end : b.position + length;
        if (!NAME(can_run)(how) || left == 0) {
            counted = NAME(run_by_probes)(s, how, &b, end);
            left = counted >= MANY ? RUNS : 0;
            continue;
        }
        left--;
        const NAME(blocks) begin = b;
        if (!defers) {
            (void)NAME(run)(s, how, &b, end, false);
        } else if (NAME(run)(s, how, &b, end, true) && NAME(has_cr)(s, begin.position, end)) {
            b = begin; /* this text's lines may end in "\r\n": none waits any more */
            defers = false;
        }
    }
    *blocks = b;
}

/* What the block at `p` leaves to an edge: all is looked up. */
ONCE NAME(carry) NAME(carry_of)(const NAME(search) * s, wc_how how, const UNIT *p)
{
    const wc_text text = NAME(text_of)(s);
    const uint64_t separators = NAME(separators_in)(&s->separators, how.rule, p);
    const uint64_t before = NAME(separator_before)(&s->needle->words, &text, p - s->units);
    const uint64_t starts = shift_in(separators, before, 1) & NAME(probes_in)(s, how, p);
    return (NAME(carry)){{~separators, 0}, starts, true};
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

    const wc_text text = NAME(text_of)(&s);
    ptrdiff_t position = NAME(first_block)(s.units, begin, end);
    NAME(carry)
    carry = {{~NAME(separator_before)(&s.needle->words, &text, position), 0}, 0, true};
    size_t count = 0;
    while (position < (ptrdiff_t)end_of_candidates) {
        if (position >= inside && position + WC_BLOCK <= outside) {
            const ptrdiff_t length = (outside - position) / WC_BLOCK * WC_BLOCK;
            NAME(blocks) blocks = {position, position + length, carry, 0, false};
            NAME(count_blocks)(&s, how, &blocks);
            count += blocks.count;
            position = blocks.position;
            if (blocks.is_in_word) {
                position += NAME(blocks_in_word)(&s) * WC_BLOCK;
                carry = (NAME(carry)){{~UINT64_C(0), 0}, 0, true};
            } else {
                carry = NAME(carry_of)(&s, how, s.units + position - WC_BLOCK);
            }
        } else {
            const uint64_t keep = mask_of_range(position, begin + s.offset, end_of_candidates);
            count += NAME(count_edge)(&s, how, position, keep, &carry);
            position += WC_BLOCK;
        }
    }
    return count;
}
