/* Template (all_widths.h): which of 64 units are in a class, and the plain way to see it. */

/* What vectors need to know of a class. */
typedef struct {
    const wc_class *class;
    byte_set bytes;       /* units of one byte; of UTF-8 the ASCII ones */
    byte_set full, mixed; /* pages of 256 wider units */
} NAME(class_vectors);

INLINE NAME(class_vectors) NAME(class_vectors_make)(const wc_words *words)
{
    NAME(class_vectors) c = {.class = words->class};
    if (words->class) {
        c.bytes = byte_set_make(words->is_utf8 ? &words->class->ascii
                                               : &words->class->sets[words->class->set_of[0]]);
        c.full = byte_set_make(&words->class->full);
        c.mixed = byte_set_make(&words->class->mixed);
    }
    return c;
}

#if UNIT_BITS == 8

INLINE uint64_t in_class_8(const class_vectors_8 *c, const uint8_t *p)
{
    return set_at(p, c->bytes);
}

#elif !SHUFFLES

ONCE uint64_t NAME(in_class)(const NAME(class_vectors) * c, const UNIT *p)
{
    uint64_t in = 0;
    for (int k = 0; k < WC_BLOCK; k++) {
        in |= (uint64_t)wc_class_has(c->class, p[k]) << k;
    }
    return in;
}

#elif UNIT_BITS == 16

ONCE uint64_t in_class_16(const class_vectors_16 *c, const uint16_t *p)
{
    vector low[BYTE_VECTORS], high[BYTE_VECTORS];
#pragma GCC unroll 4
    for (unsigned i = 0; i < BYTE_VECTORS; i++) {
        const vector a = load(p + 2 * i * LANES_16), b = load(p + (2 * i + 1) * LANES_16);
        low[i] = low_bytes(a, b);
        high[i] = high_bytes(a, b);
    }
    return in_pages(c->class, c->full, c->mixed, low, high, p, false);
}

#else

/* Units from 2^16 on are looked up one by one. */
ONCE uint64_t in_class_32(const class_vectors_32 *c, const uint32_t *p)
{
    vector low[BYTE_VECTORS], high[BYTE_VECTORS];
    truth is_narrow[2 * BYTE_VECTORS];
#pragma GCC unroll 4
    for (unsigned i = 0; i < BYTE_VECTORS; i++) {
        vector halves[2];
#pragma GCC unroll 2
        for (unsigned h = 0; h < 2; h++) {
            const vector a = load(p + (4 * i + 2 * h) * LANES_32);
            const vector b = load(p + (4 * i + 2 * h + 1) * LANES_32);
            halves[h] = low_halves(a, b);
            is_narrow[2 * i + h] = equal_16(high_halves(a, b), splat_16(0));
        }
        low[i] = low_bytes(halves[0], halves[1]);
        high[i] = high_bytes(halves[0], halves[1]);
    }
    const uint64_t narrow = movemask_16(is_narrow);
    uint64_t in = in_pages(c->class, c->full, c->mixed, low, high, p, true) & narrow;
    for (uint64_t wide = ~narrow; wide; wide &= wide - 1) {
        const int k = __builtin_ctzll(wide);
        in |= (uint64_t)wc_class_has(c->class, p[k]) << k;
    }
    return in;
}

#endif
