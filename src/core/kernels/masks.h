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

/* Bit k is set where p[k] is the unit of x or that of y. */
INLINE uint64_t NAME(eq_any)(const UNIT *p, vector x, vector y)
{
    uint64_t mask = 0;
    for (int k = 0; k < WC_BLOCK; k += NAME(STEP)) {
        truth t[NAME(VECTORS)];
#pragma GCC unroll 16
        for (int i = 0; i < NAME(VECTORS); i++) {
            const vector v = load(p + k + i * NAME(LANES));
            t[i] = truth_or(NAME(equal)(v, x), NAME(equal)(v, y));
        }
        mask |= NAME(movemask)(t) << k;
    }
    return mask;
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
            t[i] = truth_and(NAME(equal)(load(p + at), x), NAME(equal)(load(q + at), y));
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
