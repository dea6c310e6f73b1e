/* The counting algorithm, written once, for every unit width and instruction set.
 *
 * A file that makes a kernel includes this one for each width, having defined
 *   UNIT_BITS  8, 16 or 32
 *   TARGET     the function attribute its instructions need; may be empty
 *   POPCOUNT   the number of bits set in a uint64_t
 * and, for that width (8, say), a type and three operations on blocks of 64 units:
 *   pattern_8              a unit repeated in every lane of a vector
 *   pattern_8 repeat_8(u)  the pattern of unit u
 *   uint64_t either_8(const uint8_t *p, pattern_8 x, pattern_8 y)
 *                          bit k is set where p[k] is x's unit or y's
 *   uint64_t both_8(const uint8_t *p, pattern_8 x, const uint8_t *q, pattern_8 y)
 *                          bit k is set where p[k] is x's unit and q[k] is y's
 * Their pointers are those of units, not of vectors: they may have any alignment.
 * It gets from here count_8, a wc_kernel_count.
 *
 * The idea. A comparison of 64 units with one unit gives a 64-bit mask, and from then on
 * everything is arithmetic on masks, the same for all widths and instruction sets (simdjson's
 * way of reading text: Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019). The
 * word's ends are compared at once, its last unit by a load that is shifted against that of its
 * first (Mula, "SIMD-friendly algorithms for substring searching", 2016). A word equal to the
 * needle shows as
 *
 *     text        t h a t   i s   i t       needle "is", span 2
 *     separators          1     1
 *     ends                  1               the needle's first unit here, its last one 1 later
 *     candidates                1           ends 2 before, and a separator 3 before
 *     hits                      1           a candidate at which the word ends
 *
 * where the masks of the block before are shifted in from below. A candidate stands at the unit
 * after the word, so that what its block needs from its neighbours is in the past. The exception
 * is an end at "\r\n", for which the unit after the "\r" is looked up, where there is a candidate
 * that does not end at a separator.
 *
 * The edges of the text need no cases of their own: a text with spaces before and after it has
 * the same words but for empty ones, so a block near an edge is copied into a buffer of spaces.
 * Only the empty word at the very end is left to wc_count.
 *
 * The ends are all there is of a needle of one or two units. For longer ones the candidates of a
 * block are compared with the needle's inner units: all at once (WC_CHECKED), which takes at most
 * 7 more steps for a block, or where that is slower, from 16 units on, one by one (WC_COMPARED,
 * WC_LONG).
 *
 * The time is linear in the length of the text. A block takes a constant number of steps but for
 * the candidates that are compared one by one. Of these, only such are kept as have no separator
 * among the `span` units before them: the units of two such candidates do not overlap, since one
 * ends at a separator or the other begins after one. So each unit of the text is compared at most
 * once with the first `span` units of a needle. The rest of a long needle (WC_LONG) is compared
 * from there on, and not beyond the first separator in the text: again each unit at most once.
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
#define BOTH OF_WIDTH(both)
#define EQUAL(p, x) EITHER(p, x, x)
#define SEARCH OF_WIDTH(search)

typedef struct {
    const UNIT *units; /* the text's */
    size_t length;
    const UNIT *word; /* the needle's first units, `span` of them at least */
    bool is_whole;    /* all of them */
    size_t word_length;
    const wc_needle *needle;
    bool ends_in_cr;
    unsigned span;       /* units between the start of a word and its candidate */
    PATTERN first, last; /* the needle's units 0 and span - 1 */
    PATTERN space, cr, newline;
} SEARCH;

#ifndef WORD_COUNT_TRAIL
#define WORD_COUNT_TRAIL

/* What a block leaves to the next one. */
typedef struct {
    uint64_t separators, ends;
} trail;

/* `mask` moved up by 0 < n < 64 units, the gap filled from the block before. */
static inline uint64_t shift_in(uint64_t mask, uint64_t before, unsigned n)
{
    return mask << n | before >> (WC_BLOCK - n);
}

/* So many words of 16 units and more can end in a block; where there are more candidates, they
 * overlap. */
enum { MOST_WORDS = 4 };

/* The bits of a block before which n < 64 units hold no separator; `before` are the separators of
 * the block before. Each separator is spread over the n units after it, by doubling steps; of the
 * block before, the last one reaches farthest. */
static inline uint64_t after_clear_run(uint64_t separators, uint64_t before, unsigned n)
{
    uint64_t reached = separators << 1;
    unsigned spread = 1;
    for (unsigned step = 1; spread < n; spread += step, step = spread) {
        step = step < n - spread ? step : n - spread;
        reached |= reached << step;
    }
    if (before >> (WC_BLOCK - n)) {
        reached |= (UINT64_C(1) << (n - (unsigned)__builtin_clzll(before))) - 1;
    }
    return ~reached;
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

/* Whether two runs of `n` >= 16 bytes are equal. A call of memcmp takes as long as three vectors.
 */
static inline __attribute__((always_inline)) bool equal_bytes(const void *a, const void *b,
                                                              size_t n)
{
    typedef uint64_t vector __attribute__((vector_size(16), aligned(1), may_alias));
    const char *p = a, *q = b;
    vector different = *(const vector *)(p + n - 16) ^ *(const vector *)(q + n - 16);
    for (size_t i = 0; i + 16 < n; i += 16) {
        different |= *(const vector *)(p + i) ^ *(const vector *)(q + i);
    }
    return (different[0] | different[1]) == 0;
}

/* Asks for what will be read a page later; it need not be the text's (docs/benchmarks.md). */
static inline void prefetch_after(const void *block, size_t bytes)
{
    enum { AHEAD = 4096, CACHE_LINE = 64 };
    for (size_t i = 0; i < bytes; i += CACHE_LINE) {
        __builtin_prefetch((const void *)((uintptr_t)block + AHEAD + i));
    }
}

/* The same for any `n`, ended by the first 64 bytes that differ. Not memcmp: that may crash where
 * another thread writes to one of them meanwhile, as glibc's for SSE2 did before 2.37 (its bug
 * 29863). */
static inline bool same_bytes(const void *a, const void *b, size_t n)
{
    enum { VECTOR = 16, STEP = 64 };
    const char *p = a, *q = b;
    if (n < VECTOR) {
        while (n > 0 && p[n - 1] == q[n - 1]) {
            n--;
        }
        return n == 0;
    }
    for (; n > STEP; n -= STEP, p += STEP, q += STEP) {
        if (!equal_bytes(p, q, STEP)) {
            return false;
        }
    }
    return n < VECTOR ? equal_bytes(p + n - VECTOR, q + n - VECTOR, VECTOR) : equal_bytes(p, q, n);
}

#endif

/* The candidates in the block at `p`, from which 64 + span units are readable. */
INLINE uint64_t OF_WIDTH(candidates)(const SEARCH *s, wc_shape shape, const UNIT *p, trail *before)
{
    const uint64_t separators = EITHER(p, s->space, s->newline);
    uint64_t candidates = shift_in(separators, before->separators, s->span + 1);
    if (shape != WC_EMPTY) {
        const uint64_t ends = BOTH(p, s->first, p + (s->span - 1), s->last);
        candidates &= shift_in(ends, before->ends, s->span);
        before->ends = ends;
    }
    if ((shape == WC_COMPARED || shape == WC_LONG) && POPCOUNT(candidates) > MOST_WORDS) {
        candidates &= after_clear_run(separators, before->separators, s->span);
    }
    before->separators = separators;
    return candidates;
}

/* Those of the candidates in the block at `p`, with these separators, at which a word ends. */
INLINE uint64_t OF_WIDTH(ended)(const SEARCH *s, const UNIT *p, uint64_t candidates,
                                uint64_t separators)
{
    uint64_t line_ends = candidates & ~separators;
    if (line_ends) {
        line_ends &= BOTH(p, s->cr, p + 1, s->newline);
    }
    return (candidates & separators) | line_ends;
}

/* The same for a needle that may end in "\r". */
INLINE uint64_t OF_WIDTH(whole)(const SEARCH *s, const UNIT *p, uint64_t candidates,
                                uint64_t separators)
{
    if (s->ends_in_cr) {
        candidates &= ~EQUAL(p, s->newline); /* that "\r" belongs to the line's end */
    }
    return OF_WIDTH(ended)(s, p, candidates, separators);
}

/* Those of the candidates in the block at `p` that are hits, for WC_CHECKED. Two inner units are
 * compared at a time; where their number is odd, the last unit is compared again. */
INLINE uint64_t OF_WIDTH(check)(const SEARCH *s, const UNIT *p, uint64_t candidates)
{
    const UNIT *begin = p - s->span;
    for (size_t k = 1; candidates && k + 1 < s->word_length; k += 2) {
        candidates &= BOTH(begin + k, REPEAT(s->word[k]), begin + k + 1, REPEAT(s->word[k + 1]));
    }
    return OF_WIDTH(whole)(s, p, candidates, EITHER(p, s->space, s->newline));
}

/* How many of the candidates in the block at `p` are hits, for WC_COMPARED. */
INLINE size_t OF_WIDTH(compare)(const SEARCH *s, const UNIT *p, uint64_t candidates,
                                uint64_t separators)
{
    size_t count = 0;
    candidates = OF_WIDTH(whole)(s, p, candidates, separators);
    for (; candidates; candidates &= candidates - 1) {
        const UNIT *begin = p + __builtin_ctzll(candidates) - s->span;
        count += equal_bytes(begin, s->word, s->word_length * sizeof(UNIT));
    }
    return count;
}

/* Whether the `n` units at `p`, at most a block, hold a separator. */
static TARGET bool OF_WIDTH(has_separator)(const SEARCH *s, const UNIT *p, size_t n)
{
    if (n == WC_BLOCK) {
        return EITHER(p, s->space, s->newline) != 0;
    }
    UNIT found = 0;
    for (size_t i = 0; i < n; i++) {
        found |= p[i] == ' ' || p[i] == '\n';
    }
    return found;
}

/* Whether the units at `p`, as many as the needle has, equal it and hold no separator. For a needle
 * of another width, or one that was not looked through for separators when it was prepared. */
static TARGET bool OF_WIDTH(same_units)(const SEARCH *s, const UNIT *p)
{
    UNIT copy[WC_BLOCK];
    for (size_t done = 0, n; done < s->word_length; done += n, p += n) {
        const UNIT *word = s->word + done;
        n = s->word_length - done < WC_BLOCK ? s->word_length - done : WC_BLOCK;
        if (!s->is_whole) {
            word = copy;
            if (!wc_copy_units(&s->needle->word, done, n, sizeof(UNIT), copy)) {
                return false;
            }
        }
        if (!same_bytes(p, word, n * sizeof(UNIT)) ||
            (done + n > s->needle->searched && OF_WIDTH(has_separator)(s, p, n))) {
            return false;
        }
    }
    return true;
}

/* Whether the needle is the word that begins at i. */
static bool OF_WIDTH(is_word)(const SEARCH *s, size_t i)
{
    if (s->word_length > s->length - i) {
        return false;
    }
    const bool plain = s->is_whole && s->needle->searched == s->word_length;
    if (plain ? !same_bytes(s->units + i, s->word, s->word_length * sizeof(UNIT))
              : !OF_WIDTH(same_units)(s, s->units + i)) {
        return false;
    }
    const size_t end = i + s->word_length;
    if (end == s->length || s->units[end] == ' ') {
        return true;
    }
    const bool line_end = end + 1 < s->length && s->units[end] == '\r' && s->units[end + 1] == '\n';
    return line_end || (s->units[end] == '\n' && !s->ends_in_cr);
}

/* How many of the candidates in the block at `position` are hits, looked at one by one. */
static size_t OF_WIDTH(count_words)(const SEARCH *s, ptrdiff_t position, uint64_t candidates)
{
    size_t count = 0;
    for (; candidates; candidates &= candidates - 1) {
        const ptrdiff_t candidate = position + __builtin_ctzll(candidates);
        count += OF_WIDTH(is_word)(s, (size_t)candidate - s->span);
    }
    return count;
}

/* Counts in a block near an edge of the text, or over it; only where `keep` has a bit. */
static TARGET size_t OF_WIDTH(count_edge)(const SEARCH *s, wc_shape shape, ptrdiff_t position,
                                          uint64_t keep, trail *before)
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
    const uint64_t candidates = keep & OF_WIDTH(candidates)(s, shape, block, before);
    if (shape == WC_EMPTY || shape == WC_EXACT) {
        return POPCOUNT(OF_WIDTH(ended)(s, block, candidates, before->separators));
    }
    return OF_WIDTH(count_words)(s, position, candidates);
}

/* Counts in the block at `p`, from which 64 + span + 1 units are readable, and 63 before it. */
INLINE size_t OF_WIDTH(count_inside)(const SEARCH *s, wc_shape shape, const UNIT *p, trail *before)
{
    prefetch_after(p, WC_BLOCK * sizeof(UNIT));
    const uint64_t candidates = OF_WIDTH(candidates)(s, shape, p, before);
    if (shape == WC_EMPTY || shape == WC_EXACT) {
        return POPCOUNT(OF_WIDTH(ended)(s, p, candidates, before->separators));
    }
    if (!candidates) {
        return 0;
    }
    if (shape == WC_COMPARED) {
        return OF_WIDTH(compare)(s, p, candidates, before->separators);
    }
    return shape == WC_CHECKED ? POPCOUNT(OF_WIDTH(check)(s, p, candidates))
                               : OF_WIDTH(count_words)(s, p - s->units, candidates);
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
    const ptrdiff_t last_candidate = (ptrdiff_t)(end - 1 + s.span);
    /* Blocks from `inside` to `outside` need nothing from beyond the text or the range. */
    const ptrdiff_t inside = (ptrdiff_t)(begin + s.span > WC_BLOCK ? begin + s.span : WC_BLOCK);
    const ptrdiff_t readable = (ptrdiff_t)s.length - (ptrdiff_t)s.span - 1;
    const ptrdiff_t outside = (ptrdiff_t)end < readable ? (ptrdiff_t)end : readable;

    /* After a block with a hit so many have no separator: they lie in the word that is the last
     * hit, which begins at most `span` units before the block. */
    const ptrdiff_t blocks_in_word = (ptrdiff_t)((s.word_length - s.span) / WC_BLOCK);

    ptrdiff_t position = OF_WIDTH(first_block)(s.units, begin, end);
    const bool after_separator =
        position <= 0 || s.units[position - 1] == ' ' || s.units[position - 1] == '\n';
    trail before = {.separators = (uint64_t)after_separator << (WC_BLOCK - 1)};
    size_t count = 0;
    while (position <= last_candidate) {
        if (position >= inside && position + WC_BLOCK <= outside) {
            for (; position + WC_BLOCK <= outside; position += WC_BLOCK) {
                const size_t hits = OF_WIDTH(count_inside)(&s, shape, s.units + position, &before);
                count += hits;
                if (shape == WC_LONG && hits && blocks_in_word > 1) {
                    position += (blocks_in_word - 1) * WC_BLOCK;
                    before = (trail){0};
                }
            }
        } else {
            const uint64_t keep = mask_of_range(position, begin + s.span, end + s.span);
            count += OF_WIDTH(count_edge)(&s, shape, position, keep, &before);
            position += WC_BLOCK;
        }
    }
    return count;
}

/* A function for each shape, so that each has the registers to itself. */
#define COUNT_SHAPE(name, shape)                                                                   \
    static TARGET __attribute__((noinline)) size_t OF_WIDTH(name)(const SEARCH *s, size_t begin,   \
                                                                  size_t end)                      \
    {                                                                                              \
        return OF_WIDTH(count_shape)(s, shape, begin, end);                                        \
    }
COUNT_SHAPE(count_empty, WC_EMPTY)
COUNT_SHAPE(count_exact, WC_EXACT)
COUNT_SHAPE(count_checked, WC_CHECKED)
COUNT_SHAPE(count_compared, WC_COMPARED)
COUNT_SHAPE(count_long, WC_LONG)

static TARGET size_t OF_WIDTH(count)(const wc_text *text, const wc_needle *needle, size_t begin,
                                     size_t end)
{
    const wc_text *whole = &needle->word;
    const UNIT *word = whole->width == sizeof(UNIT) ? whole->units : (const UNIT *)needle->head;
    const size_t span = whole->length < WC_MAX_SPAN ? whole->length : WC_MAX_SPAN;
    const SEARCH s = {
        .units = text->units,
        .length = text->length,
        .word = word,
        .is_whole = word == whole->units || whole->length == span,
        .word_length = whole->length,
        .needle = needle,
        .ends_in_cr = needle->ends_in_cr,
        .span = (unsigned)span,
        .first = REPEAT(span ? word[0] : 0),
        .last = REPEAT(span ? word[span - 1] : 0),
        .space = REPEAT(' '),
        .cr = REPEAT('\r'),
        .newline = REPEAT('\n'),
    };
    switch (needle->shape) {
    case WC_EMPTY:
        return OF_WIDTH(count_empty)(&s, begin, end);
    case WC_EXACT:
        return OF_WIDTH(count_exact)(&s, begin, end);
    case WC_CHECKED:
        return OF_WIDTH(count_checked)(&s, begin, end);
    case WC_COMPARED:
        return OF_WIDTH(count_compared)(&s, begin, end);
    case WC_LONG:
        return OF_WIDTH(count_long)(&s, begin, end);
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
#undef COUNT_SHAPE
#undef EITHER
#undef BOTH
#undef EQUAL
#undef SEARCH
#undef UNIT_BITS
