/* The counting algorithm, written once, for every unit width and instruction set.
 *
 * A file that makes a kernel includes this one for each width, having defined
 *   UNIT_BITS  8, 16 or 32
 *   TARGET     the function attribute its instructions need; may be empty
 *   POPCOUNT   the number of bits set in a uint64_t
 * and, for that width (8, say), its vectors:
 *   pattern_8              the type of a unit repeated in every lane
 *   pattern_8 repeat_8(u)  such a pattern
 *   uint64_t either_8(const uint8_t *p, pattern_8 x, pattern_8 y)
 *                          bit k is set where p[k], of the 64 units at p, is x's unit or y's
 * The pointer is that of a unit, not of a vector: it may have any alignment.
 * It gets from here count_8, a wc_kernel_count.
 *
 * The idea. A comparison of 64 units with one unit gives a 64-bit mask, and from then on
 * everything is arithmetic on masks, the same for all widths and instruction sets (simdjson's
 * way of reading text: Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019).
 * A word equal to the needle shows as
 *
 *     text        t h a t   i s   i t       needle "is", span 2
 *     separators          1     1
 *     starts                1       1       first unit, and a separator before it
 *     probes                  1             the needle's last unit
 *     hits                      1           a start 2 before, a probe 1 before, and an end here
 *
 * where the starts and probes of the block before are shifted in from below. A hit stands at
 * the unit after the word, so that all a block needs from its neighbours is in the past. The
 * one exception is an end at "\r\n", where the unit after the "\r" is looked up.
 *
 * The ends of the text need no cases of their own: a text with a space before and after it has
 * the same words but for empty ones, so a block that reaches over an edge of the text is copied
 * into a buffer of spaces. Only the empty word at the very end is left to wc_count.
 *
 * Needles of one or two units are all ends: the masks decide. Longer ones have their inner
 * units compared where a hit is left, and those that do not fit a block (WC_LONG) are found by
 * their first 63 units' ends, then compared with their own end. A comparison stops at the first
 * difference, so at the latest at the end of the word it began with, and words do not overlap:
 * it touches each unit once at most.
 */

#define PASTE_(a, b) a##_##b
#define PASTE(a, b) PASTE_(a, b)
#define OF_WIDTH(name) PASTE(name, UNIT_BITS)
#define UNIT_OF_(bits) uint##bits##_t
#define UNIT_OF(bits) UNIT_OF_(bits)

#define UNIT UNIT_OF(UNIT_BITS)
#define PATTERN OF_WIDTH(pattern)
#define REPEAT OF_WIDTH(repeat)
#define EITHER OF_WIDTH(either)
#define EQUAL(p, x) EITHER(p, x, x)
#define SEARCH OF_WIDTH(search)

typedef struct {
    const UNIT *units; /* the text's */
    size_t length;
    const UNIT *word; /* the needle's units */
    size_t word_length;
    bool ends_in_cr;
    unsigned span;        /* a word that shows as a hit at j began at j - span */
    PATTERN first, probe; /* the word's first unit, and the one just before the hit */
    PATTERN space, cr, newline;
} SEARCH;

/* What a block leaves to the next one. */
#ifndef WORD_COUNT_TRAIL
#define WORD_COUNT_TRAIL
typedef struct {
    uint64_t separators, starts, probes;
} trail;

/* `mask` moved up by 0 < n < 64 units, the gap filled from the block before. */
static inline uint64_t shift_in(uint64_t mask, uint64_t before, unsigned n)
{
    return mask << n | before >> (WC_BLOCK - n);
}

/* The bits of the block at `position` that stand for positions in [begin, end). */
static inline uint64_t mask_of_range(ptrdiff_t position, size_t begin, size_t end)
{
    const ptrdiff_t low = (ptrdiff_t)begin - position, high = (ptrdiff_t)end - position;
    const uint64_t from_low = low <= 0 ? ~UINT64_C(0) : low >= WC_BLOCK ? 0 : ~UINT64_C(0) << low;
    const uint64_t from_high = high <= 0          ? ~UINT64_C(0)
                               : high >= WC_BLOCK ? 0
                                                  : ~UINT64_C(0) << high;
    return from_low & ~from_high;
}
#endif

/* The hits in the block at `p`, from which 65 units are readable, of words that begin where
 * `keep` has a bit. Inner units are not looked at, nor, for WC_LONG, what follows the word. */
INLINE uint64_t OF_WIDTH(hits)(const SEARCH *s, wc_shape shape, const UNIT *p, uint64_t keep,
                               trail *before)
{
    const uint64_t separators = EITHER(p, s->space, s->newline);
    uint64_t starts = keep & shift_in(separators, before->separators, 1);
    before->separators = separators;

    uint64_t words = starts;
    if (shape != WC_EMPTY) {
        starts &= EQUAL(p, s->first);
        const uint64_t probes = EQUAL(p, s->probe);
        words = shift_in(starts, before->starts, s->span) & shift_in(probes, before->probes, 1);
        before->starts = starts;
        before->probes = probes;
    }
    if (shape == WC_LONG) {
        return words;
    }
    /* Words that go on are rarer than blocks: looked up, line ends cost less than a mask a block.
     */
    uint64_t line_ends = words & ~separators;
    if (line_ends) {
        line_ends &= EQUAL(p, s->cr) & EQUAL(p + 1, s->newline);
    }
    if (shape == WC_CHECKED && s->ends_in_cr) {
        words &= ~EQUAL(p, s->newline); /* that "\r" belongs to the line's end, not to the word */
    }
    return (words & separators) | line_ends;
}

/* Those of the hits in the block at `p` whose inner units are the word's, all compared at once.
 * The block, and 63 units before it, lie within the text. */
INLINE uint64_t OF_WIDTH(check)(const SEARCH *s, const UNIT *p, uint64_t hits)
{
    const UNIT *begin = p - s->span;
    for (size_t k = 1; hits && k + 1 < s->word_length; k++) {
        hits &= EQUAL(begin + k, REPEAT(s->word[k]));
    }
    return hits;
}

/* Whether a word that begins at i, and whose ends have been seen, has the word's units; a
 * WC_LONG one's end is looked at here. */
static bool OF_WIDTH(is_word)(const SEARCH *s, wc_shape shape, size_t i)
{
    if (shape == WC_EMPTY || shape == WC_EXACT) {
        return true;
    }
    if (s->word_length > s->length - i ||
        memcmp(s->units + i, s->word, s->word_length * sizeof(UNIT)) != 0) {
        return false;
    }
    const size_t end = i + s->word_length;
    if (shape == WC_CHECKED || end == s->length || s->units[end] == ' ') {
        return true;
    }
    const bool line_end = end + 1 < s->length && s->units[end] == '\r' && s->units[end + 1] == '\n';
    return line_end || (s->units[end] == '\n' && !s->ends_in_cr);
}

/* How many of the hits in the block at `position` are the word, looked at one by one. */
static size_t OF_WIDTH(count_words)(const SEARCH *s, wc_shape shape, ptrdiff_t position,
                                    uint64_t hits)
{
    size_t count = 0;
    for (; hits; hits &= hits - 1) {
        count += OF_WIDTH(is_word)(s, shape, (size_t)(position + __builtin_ctzll(hits) - s->span));
    }
    return count;
}

/* Counts in a block that may reach over either edge of the text. */
static TARGET size_t OF_WIDTH(count_edge)(const SEARCH *s, wc_shape shape, ptrdiff_t position,
                                          uint64_t keep, trail *before)
{
    UNIT block[WC_BLOCK + 1];
    const ptrdiff_t length = (ptrdiff_t)s->length;
    const ptrdiff_t from = position < 0 ? -position : 0;
    const ptrdiff_t to = length - position > WC_BLOCK + 1 ? WC_BLOCK + 1 : length - position;
    for (ptrdiff_t k = 0; k < WC_BLOCK + 1; k++) {
        block[k] = ' ';
    }
    if (from < to) {
        memcpy(block + from, s->units + position + from, (size_t)(to - from) * sizeof(UNIT));
    }
    return OF_WIDTH(count_words)(s, shape, position, OF_WIDTH(hits)(s, shape, block, keep, before));
}

/* Where the first block of [begin, end) is put: before `begin`, perhaps before the text, so that
 * all blocks are aligned to cache lines; at `begin` where that is not worth a second edge. */
static ptrdiff_t OF_WIDTH(first_block)(const UNIT *units, size_t begin, size_t end)
{
    enum { CACHE_LINE = 64 };
    if (end - begin < 4 * WC_BLOCK) {
        return (ptrdiff_t)begin;
    }
    return (ptrdiff_t)begin - (ptrdiff_t)((uintptr_t)(units + begin) % CACHE_LINE / sizeof(UNIT));
}

INLINE size_t OF_WIDTH(count_shape)(const SEARCH *search, wc_shape shape, size_t begin, size_t end)
{
    const SEARCH s = *search;
    const ptrdiff_t last_hit = (ptrdiff_t)end - 1 + s.span;
    const ptrdiff_t length = (ptrdiff_t)s.length;
    ptrdiff_t position = OF_WIDTH(first_block)(s.units, begin, end);
    const bool after_separator =
        position <= 0 || s.units[position - 1] == ' ' || s.units[position - 1] == '\n';
    trail before = {.separators = (uint64_t)after_separator << (WC_BLOCK - 1)};

    size_t count = 0;
    while (position <= last_hit) {
        /* Blocks with all their neighbours in the text, all of whose words are asked for. */
        const ptrdiff_t stop = (ptrdiff_t)end < length ? (ptrdiff_t)end : length - 1;
        if (position >= WC_BLOCK && position >= (ptrdiff_t)begin) {
            for (; position + WC_BLOCK <= stop; position += WC_BLOCK) {
                const UNIT *p = s.units + position;
                uint64_t hits = OF_WIDTH(hits)(&s, shape, p, ~UINT64_C(0), &before);
                if (shape == WC_CHECKED && hits) {
                    hits = OF_WIDTH(check)(&s, p, hits);
                }
                count += shape == WC_LONG ? OF_WIDTH(count_words)(&s, shape, position, hits)
                                          : POPCOUNT(hits);
            }
        }
        count +=
            OF_WIDTH(count_edge)(&s, shape, position, mask_of_range(position, begin, end), &before);
        position += WC_BLOCK;
    }
    return count;
}

static TARGET size_t OF_WIDTH(count)(const wc_text *text, const wc_needle *needle, size_t begin,
                                     size_t end)
{
    const UNIT *word = needle->units;
    const size_t span = needle->length < WC_BLOCK ? needle->length : WC_BLOCK - 1;
    const SEARCH s = {
        .units = text->units,
        .length = text->length,
        .word = word,
        .word_length = needle->length,
        .ends_in_cr = needle->ends_in_cr,
        .span = (unsigned)span,
        .first = REPEAT(span ? word[0] : 0),
        .probe = REPEAT(span ? word[span - 1] : 0),
        .space = REPEAT(' '),
        .cr = REPEAT('\r'),
        .newline = REPEAT('\n'),
    };
    switch (needle->shape) {
    case WC_EMPTY:
        return OF_WIDTH(count_shape)(&s, WC_EMPTY, begin, end);
    case WC_EXACT:
        return OF_WIDTH(count_shape)(&s, WC_EXACT, begin, end);
    case WC_CHECKED:
        return OF_WIDTH(count_shape)(&s, WC_CHECKED, begin, end);
    case WC_LONG:
        return OF_WIDTH(count_shape)(&s, WC_LONG, begin, end);
    default:
        return 0;
    }
}

#undef PASTE_
#undef PASTE
#undef OF_WIDTH
#undef UNIT_OF_
#undef UNIT_OF
#undef UNIT
#undef PATTERN
#undef REPEAT
#undef EITHER
#undef EQUAL
#undef SEARCH
#undef UNIT_BITS
