/* Template (all_widths.h), for bytes only: counting words of UTF-8 whose case does not matter.
 *
 * Characters that are the same but for case may differ in length, so the ends of such a word have
 * no fixed distance. Instead its start is looked for: a separator before it, and two bytes that a
 * word equal to the needle can begin with. Such words are compared one by one, a character at a
 * time, and no further than they are equal: since words do not overlap, the time is linear.
 *
 * An ASCII needle is rather one of bytes with variants (block_template.h), in texts that have none
 * of the other characters that are the same as one of it.
 */

typedef struct {
    const wc_text *text;
    const wc_needle *needle;
    separators_8 separators;
    byte_set first, second; /* bytes of a word that equals the needle */
} start_search;

/* Whether a word that equals the needle begins at i. */
ONCE bool is_folded_word(const start_search *s, size_t i)
{
    const wc_text *text = s->text;
    size_t end;
    return wc_same_folded(s->needle, text->units, text->length, i, &end) &&
           wc_ends_at(s->needle, text, end);
}

/* The words equal to the needle that begin in the block at `p`, which is at `position`. */
INLINE size_t count_starts(const start_search *s, wc_rule rule, ptrdiff_t position,
                           const uint8_t *p, uint64_t keep, uint64_t outside, uint64_t *carry)
{
    const uint64_t separators = separators_in_8(&s->separators, rule, p) | outside;
    uint64_t starts = shift_in(separators, *carry, 1) & ~separators & keep;
    *carry = separators;
    starts &= set_at(p, s->first);
    starts &= set_at(p + 1, s->second);
    size_t count = 0;
    for (; starts; starts &= starts - 1) {
        count += is_folded_word(s, (size_t)(position + __builtin_ctzll(starts)));
    }
    return count;
}

static TARGET __attribute__((noinline)) size_t count_by_start(const wc_text *text,
                                                              const wc_needle *needle, size_t begin,
                                                              size_t end)
{
    const start_search s = {text, needle, separators_make_8(&needle->words),
                            byte_set_make(&needle->first_bytes),
                            byte_set_make(&needle->second_bytes)};
    const wc_rule rule = wc_rule_of(&needle->words);
    const ptrdiff_t length = (ptrdiff_t)text->length, readable = length - WC_MARGIN - 1;
    ptrdiff_t position = (ptrdiff_t)begin;
    uint64_t carry = separator_before_8(&needle->words, text, position);
    size_t count = 0;
    for (; position < (ptrdiff_t)end; position += WC_BLOCK) {
        const uint64_t keep = mask_of_range(position, begin, end);
        if (position >= WC_MARGIN && position + WC_BLOCK <= readable) {
            const uint8_t *p = (const uint8_t *)text->units + position;
            prefetch_ahead(p, WC_BLOCK);
            count += rule == WC_RULE_LINES
                         ? count_starts(&s, WC_RULE_LINES, position, p, keep, 0, &carry)
                         : count_starts(&s, WC_RULE_UTF8, position, p, keep, 0, &carry);
        } else {
            uint8_t buffer[2 * WC_BLOCK + 2 * WC_MARGIN];
            const uint8_t *p = copy_edge_8(text, position, buffer);
            const uint64_t outside = ~mask_of_range(position, 0, text->length);
            count += count_starts(&s, rule, position, p, keep, outside, &carry);
        }
    }
    return count;
}

/* Whether [begin, end) of the text has one of the characters that are the same as one of the
 * needle's, but not ASCII. */
static TARGET __attribute__((noinline)) bool
has_others(const wc_text *text, const wc_needle *needle, size_t begin, size_t end)
{
    const uint8_t *p = text->units;
    size_t i = begin;
    for (; i + WC_BLOCK < end; i += WC_BLOCK) {
        uint64_t found = 0;
        for (unsigned o = 0; o < needle->others; o++) {
            found |= eq_pair_8(p + i, splat_8(needle->other_bytes[o][0]), p + i + 1,
                               splat_8(needle->other_bytes[o][1]));
        }
        if (found) {
            return true;
        }
    }
    for (; i + 1 < end; i++) {
        for (unsigned o = 0; o < needle->others; o++) {
            if (p[i] == needle->other_bytes[o][0] && p[i + 1] == needle->other_bytes[o][1]) {
                return true;
            }
        }
    }
    return false;
}

/* Whether the words that begin in [begin, end) are to be counted by their starts. */
static bool goes_by_start(const wc_text *text, const wc_needle *needle, size_t begin, size_t end)
{
    if (needle->strategy == WC_BY_START || !needle->others) {
        return needle->strategy == WC_BY_START;
    }
    const size_t longest = wc_longest_match(needle), left = text->length - end;
    return has_others(text, needle, begin, longest < left ? end + longest : text->length);
}
