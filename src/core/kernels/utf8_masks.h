/* Template (all_widths.h), for bytes only: which of 64 bytes of UTF-8 belong to characters of a
 * class.
 *
 * Bytes that begin a character of 2, 3 or 4 bytes, and those that continue one, give a mask each;
 * so masks, moved against each other, tell which characters are well-formed (utf8.h). Their class
 * is looked up by one byte after the other (wc_branch), for all characters of the block at once
 * that are alike so far.
 */

/* How many bytes the block at `p` has of a character that begins before it; whether that is in the
 * class goes to `in`. */
INLINE unsigned begun_before(const wc_class *class, const uint8_t *p, bool *in)
{
    enum { BEFORE = WC_UTF8_MOST - 1 };
    uint32_t c;
    const size_t begin = wc_utf8_begin(p - BEFORE, BEFORE + WC_UTF8_MOST, BEFORE);
    const size_t end = begin + wc_utf8_decode(p - BEFORE + begin, WC_UTF8_MOST, &c);
    *in = wc_class_has(class, c);
    return begin == BEFORE ? 0 : (unsigned)(end - BEFORE);
}

#if SHUFFLES

/* Which of the bytes at `p`, taken as signed, are less than `byte`. */
INLINE uint64_t less_at(const uint8_t *p, uint8_t byte)
{
    truth t[BYTE_VECTORS];
#pragma GCC unroll 4
    for (unsigned i = 0; i < BYTE_VECTORS; i++) {
        t[i] = less_8(load(p + i * sizeof(vector)), splat_8(byte));
    }
    return movemask_8(t);
}

/* Which of the bytes at `p` are not ASCII. */
INLINE uint64_t high_bits_at(const uint8_t *p)
{
    return less_at(p, 0);
}

/* Those of the characters that begin at `begins` in the block at `p`, and have the same bytes
 * before `depth`, that are in the class; `left` >= 1 of their bytes come after that at `depth`. */
ONCE uint64_t in_branch(const wc_class *class, const wc_branch *branch, const uint8_t *p,
                        uint64_t begins, unsigned depth, unsigned left)
{
    enum { MOST_BYTES = 4 };
    const uint8_t *here = p + depth;
    uint64_t in = begins & set_at(here, byte_set_make(&branch->full));
    uint64_t rest = begins & ~in & set_at(here, byte_set_make(&branch->mixed));
    for (int n = 0; rest && n < MOST_BYTES; n++) {
        const uint8_t byte = here[__builtin_ctzll(rest)];
        const uint64_t same = rest & eq_8(here, splat_8(byte));
        const unsigned next = branch->next[byte & 63];
        in |= left == 1 ? same & set_at(here + 1, byte_set_make(&class->lasts[next]))
                        : in_branch(class, &class->branches[next], p, same, depth + 1, left - 1);
        rest &= ~same;
    }
    for (; rest; rest &= rest - 1) {
        const int k = __builtin_ctzll(rest);
        uint32_t c;
        wc_utf8_decode(p + k, WC_UTF8_MOST, &c);
        in |= (uint64_t)wc_class_has(class, c) << k;
    }
    return in;
}

/* Of the characters of 3 and 4 bytes that begin in the block at `p` those whose second byte may
 * continue others, but not them. */
INLINE uint64_t ill_formed_at(const uint8_t *p)
{
    const uint64_t below_90 = less_at(p + 1, 0x90), below_a0 = less_at(p + 1, 0xa0);
    return (eq_8(p, splat_8(0xe0)) & below_a0) | (eq_8(p, splat_8(0xed)) & ~below_a0) |
           (eq_8(p, splat_8(0xf0)) & below_90) | (eq_8(p, splat_8(0xf4)) & ~below_90);
}

/* Which bytes are in the class, of those in `high`, which are not ASCII. Reads 3 bytes before and
 * after the block as well. */
ONCE uint64_t in_class_high(const wc_class *class, const uint8_t *p, uint64_t high)
{
    const wc_branch *root = class->branches;
    const uint64_t below_e0 = less_at(p, 0xe0), continues_1 = less_at(p + 1, 0xc0);
    const uint64_t two = below_e0 & ~less_at(p, 0xc2) & continues_1;
    uint64_t three = 0, four = 0;
    if (high & ~below_e0) {
        const uint64_t below_f0 = less_at(p, 0xf0), continues_2 = less_at(p + 2, 0xc0);
        const uint64_t longer = continues_1 & continues_2 & ~ill_formed_at(p);
        three = below_f0 & ~below_e0 & longer;
        four = less_at(p, 0xf5) & ~below_f0 & longer & less_at(p + 3, 0xc0);
    }
    uint64_t in = two ? in_branch(class, root, p, two, 0, 1) : 0;
    in |= three ? in_branch(class, root, p, three, 0, 2) : 0;
    in |= four ? in_branch(class, root, p, four, 0, 3) : 0;

    uint64_t of_characters = two | three | four;
    of_characters |= of_characters << 1 | (three | four) << 2 | four << 3;
    in |= in << 1 | (in & (three | four)) << 2 | (in & four) << 3;
    if (high & ~of_characters & 1 && wc_utf8_continues(p[0])) {
        bool first;
        const uint64_t bytes = (UINT64_C(1) << begun_before(class, p, &first)) - 1;
        of_characters |= bytes;
        in |= first ? bytes : 0;
    }
    const uint64_t lone = high & ~of_characters;
    return lone ? in | (lone & set_at(p, byte_set_make(&class->lone))) : in;
}

/* A block of ASCII costs little more than one of any bytes. */
INLINE uint64_t in_class_utf8(const class_vectors_8 *c, const uint8_t *p)
{
    const uint64_t in = set_at(p, c->bytes), high = high_bits_at(p);
    return __builtin_expect(high != 0, 0) ? in | in_class_high(c->class, p, high) : in;
}

#else

ONCE uint64_t high_bits_at(const uint8_t *p)
{
    uint64_t high = 0;
    for (int k = 0; k < WC_BLOCK; k++) {
        high |= (uint64_t)(p[k] >> 7) << k;
    }
    return high;
}

ONCE uint64_t in_class_utf8(const class_vectors_8 *c, const uint8_t *p)
{
    bool first;
    unsigned k = begun_before(c->class, p, &first);
    uint64_t in = first ? (UINT64_C(1) << k) - 1 : 0;
    while (k < WC_BLOCK) {
        uint32_t character;
        const unsigned length = wc_utf8_decode(p + k, WC_UTF8_MOST, &character);
        in |= wc_class_has(c->class, character) ? ((UINT64_C(1) << length) - 1) << k : 0;
        k += length;
    }
    return in;
}

#endif
