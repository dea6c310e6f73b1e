/* Template (all_widths.h), for bytes only: which of 64 bytes are in a set. */

#if SHUFFLES

enum { BYTE_VECTORS = WC_BLOCK / sizeof(vector) };

/* Which of the bytes of a block are in a set. */
INLINE uint64_t mask_of_set(const vector *bytes, byte_set set)
{
    truth t[BYTE_VECTORS];
#pragma GCC unroll 4
    for (unsigned i = 0; i < BYTE_VECTORS; i++) {
        t[i] = in_set(bytes[i], set);
    }
    return movemask_8(t);
}

/* Which of the bytes at `p` are in a set. */
INLINE uint64_t set_at(const uint8_t *p, byte_set set)
{
    vector bytes[BYTE_VECTORS];
#pragma GCC unroll 4
    for (unsigned i = 0; i < BYTE_VECTORS; i++) {
        bytes[i] = load(p + i * sizeof(vector));
    }
    return mask_of_set(bytes, set);
}

INLINE uint32_t unit_of(const void *units, bool is_wide, int k)
{
    return is_wide ? ((const uint32_t *)units)[k] : ((const uint16_t *)units)[k];
}

/* Which of the 64 units of a class are in it, by their low and second bytes; those from 2^16 on do
 * not count. A unit whose page of 256 is in the class as a whole, or not at all, is decided at
 * once; then one page after the other of which the block has units, and, where there are many, unit
 * by unit. */
INLINE uint64_t in_pages(const wc_class *class, byte_set full, byte_set mixed, const vector *low,
                         const vector *high, const void *units, bool is_wide)
{
    enum { MOST_PAGES = 4 };
    uint64_t in = mask_of_set(high, full), rest = mask_of_set(high, mixed);
    for (int n = 0; rest && n < MOST_PAGES; n++) {
        const uint8_t page = (uint8_t)(unit_of(units, is_wide, __builtin_ctzll(rest)) >> 8);
        truth t[BYTE_VECTORS];
#pragma GCC unroll 4
        for (unsigned i = 0; i < BYTE_VECTORS; i++) {
            t[i] = equal_8(high[i], splat_8(page));
        }
        const uint64_t of_page = movemask_8(t);
        in |= of_page & mask_of_set(low, byte_set_make(&class->sets[class->set_of[page]]));
        rest &= ~of_page;
    }
    for (; rest; rest &= rest - 1) {
        const int k = __builtin_ctzll(rest);
        in |= (uint64_t)wc_class_has(class, unit_of(units, is_wide, k)) << k;
    }
    return in;
}

#else

typedef const wc_set *byte_set;

INLINE byte_set byte_set_make(const wc_set *set)
{
    return set;
}

ONCE uint64_t set_at(const uint8_t *p, byte_set set)
{
    uint64_t in = 0;
    for (int k = 0; k < WC_BLOCK; k++) {
        in |= (uint64_t)wc_set_has(set, p[k]) << k;
    }
    return in;
}

#endif
