/* Template (all_widths.h): masks of 64 units, from an instruction set's vector operations.
 *
 * The idea is simdjson's (Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019):
 * comparing the 64 units of a block with one unit gives a 64-bit mask, and from then on everything
 * is arithmetic on masks, the same for all widths and instruction sets. */

enum {
    NAME(LANES) = sizeof(vector) / sizeof(UNIT),          /* units in a vector */
    NAME(STEP) = MASKS_A_VECTOR ? NAME(LANES) : WC_BLOCK, /* units in a movemask */
    NAME(VECTORS) = NAME(STEP) / NAME(LANES),             /* vectors in a movemask */
};

/* A unit of which only some bits matter, in every lane. */
typedef struct {
    vector bits, unit;
} NAME(masked);

#if !FUSES
INLINE truth NAME(equal_within)(truth t, vector a, vector b)
{
    return truth_and(t, NAME(equal)(a, b));
}
#endif

/* Bit k is set where p[k] is neither the unit of x nor that of y. */
INLINE uint64_t NAME(eq_none)(const UNIT *p, vector x, vector y)
{
    uint64_t mask = 0;
    for (int k = 0; k < WC_BLOCK; k += NAME(STEP)) {
        truth t[NAME(VECTORS)];
#pragma GCC unroll 16
        for (int i = 0; i < NAME(VECTORS); i++) {
            const vector v = load(p + k + i * NAME(LANES));
#if FUSES
            t[i] = NAME(equal_none)(v, x, y);
#else
            t[i] = truth_or(NAME(equal)(v, x), NAME(equal)(v, y));
#endif
        }
        mask |= NAME(movemask)(t) << k;
    }
    return FUSES ? mask : ~mask;
}

/* Bit k is set where p[k] is the unit of x or that of y. */
INLINE uint64_t NAME(eq_any)(const UNIT *p, vector x, vector y)
{
    return ~NAME(eq_none)(p, x, y);
}

/* Where in a vector p[k] is the unit of x and q[k] that of y. */
INLINE truth NAME(pair_at)(const UNIT *p, vector x, const UNIT *q, vector y)
{
    return NAME(equal_within)(NAME(equal)(load(p), x), load(q), y);
}

/* Bit k is set where p[k] is the unit of x and q[k] that of y. */
INLINE uint64_t NAME(eq_pair)(const UNIT *p, vector x, const UNIT *q, vector y)
{
    uint64_t mask = 0;
    for (int k = 0; k < WC_BLOCK; k += NAME(STEP)) {
        truth t[NAME(VECTORS)];
#pragma GCC unroll 16
        for (int i = 0; i < NAME(VECTORS); i++) {
            const int at = k + i * NAME(LANES);
            t[i] = NAME(pair_at)(p + at, x, q + at, y);
        }
        mask |= NAME(movemask)(t) << k;
    }
    return mask;
}

/* Whether there is such a pair at some k below n, 64 or 128. */
INLINE bool NAME(has_pair)(const UNIT *p, int n, vector x, const UNIT *q, vector y)
{
    truth any[NAME(VECTORS)];
#pragma GCC unroll 32
    for (int k = 0; k < n; k += NAME(LANES)) {
        const truth t = NAME(pair_at)(p + k, x, q + k, y);
        const int i = k / NAME(LANES) % NAME(VECTORS);
        any[i] = k < NAME(STEP) ? t : truth_or(any[i], t);
    }
    return NAME(movemask)(any) != 0;
}

/* Bit k is set where p[at[i] + k] is the unit of v[i] for all i below n; at[0] is 0. */
INLINE uint64_t NAME(eq_units)(const UNIT *p, int n, const unsigned *at, const vector *v)
{
    uint64_t mask = 0;
    for (int k = 0; k < WC_BLOCK; k += NAME(STEP)) {
        truth t[NAME(VECTORS)];
#pragma GCC unroll 16
        for (int i = 0; i < NAME(VECTORS); i++) {
            const UNIT *q = p + k + i * NAME(LANES);
            t[i] = NAME(equal)(load(q), v[0]);
#pragma GCC unroll 4
            for (int j = 1; j < n; j++) {
                t[i] = NAME(equal_within)(t[i], load(q + at[j]), v[j]);
            }
        }
        mask |= NAME(movemask)(t) << k;
    }
    return mask;
}

/* Bit k is set where p[k] is the unit of x, and q[k] that of y, but for bits that do not matter. */
INLINE uint64_t NAME(eq_masked_pair)(const UNIT *p, NAME(masked) x, const UNIT *q, NAME(masked) y)
{
    uint64_t mask = 0;
    for (int k = 0; k < WC_BLOCK; k += NAME(STEP)) {
        truth t[NAME(VECTORS)];
#pragma GCC unroll 16
        for (int i = 0; i < NAME(VECTORS); i++) {
            const int at = k + i * NAME(LANES);
            t[i] = truth_and(NAME(equal)(vector_and(load(p + at), x.bits), x.unit),
                             NAME(equal)(vector_and(load(q + at), y.bits), y.unit));
        }
        mask |= NAME(movemask)(t) << k;
    }
    return mask;
}

/* Bit k is set where p[k] is the unit of x. */
INLINE uint64_t NAME(eq)(const UNIT *p, vector x)
{
    return NAME(eq_any)(p, x, x);
}
