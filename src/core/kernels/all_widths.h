/* Makes a kernel: includes the templates once for each width of units.
 *
 * A file that includes this one has defined
 *   TARGET    the function attribute that its instructions need; may be empty
 *   POPCOUNT  the number of bits set in a uint64_t
 *   EQUAL_BYTES(a, b, n)  whether two runs of n >= 16 bytes are equal (bytes.h has one for all)
 *   LIST_BITS(mask, count, first, list)  writes down which bits are set (list_bits.h has one)
 * a type `vector` of some bytes, a type `truth` for what a comparison of two vectors gives in each
 * lane, and these operations, where W is each of the widths 8, 16 and 32:
 *   vector load(const void *p)                  any alignment
 *   vector splat_W(uintW_t unit)                the unit in every lane
 *   truth equal_W(vector a, vector b)           lane by lane
 *   truth truth_or(truth a, truth b)
 *   truth truth_and(truth a, truth b)
 *   vector vector_and(vector a, vector b)
 *   uint64_t movemask_W(const truth *t)         a bit for each lane, the first one lowest, of as
 *                                               many vectors as hold 64 units
 *   MASKS_A_VECTOR                              1 if movemask_W is rather of one vector, else 0
 *   FUSES                                       1 if there are also (if not, masks.h makes do)
 *   truth equal_within_W(truth t, vector a, vector b)  where t holds and a and b are equal
 *   truth equal_none_W(vector v, vector x, vector y)   where v is equal to neither x nor y
 *   SPECIALISES                                 1 for a function for each strategy: a tenth faster,
 *                                               and twice the size
 *   SHUFFLES                                    1 if there are also
 *   truth less_8(vector a, vector b)            lane by lane, as signed bytes
 *   vector low_bytes(vector a, vector b)        of each 16 bits the low 8, a's before b's
 *   vector high_bytes(vector a, vector b)       the high 8
 *   vector low_halves(vector a, vector b)       of each 32 bits the low 16
 *   vector high_halves(vector a, vector b)      the high 16
 *   byte_set byte_set_make(const wc_set *set)
 *   truth in_set(vector v, byte_set set)        for each byte
 * It gets WC_KERNEL(name, supported), a wc_kernel of functions for all widths.
 *
 * The templates see their width as UNIT_BITS, and as
 *   UNIT      the type of a unit
 *   NAME(x)   x_W: a name of that width
 */
#include "../words.h"
#include "bits.h"
#include "bytes.h"
#include "list_bits.h"

#include <string.h>

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define UNIT_(bits) uint##bits##_t
#define UNIT_OF(bits) UNIT_(bits)
#define NAME(x) JOIN(x, UNIT_BITS)
#define UNIT UNIT_OF(UNIT_BITS)

#define UNIT_BITS 8
#include "masks.h"
#include "byte_sets.h"
#include "class_masks.h"
#include "utf8_masks.h"
#include "words_masks.h"
#include "match_template.h"
#include "start_template.h"
#include "block_template.h"
#include "count_template.h"
#include "ways_template.h"
#include "bounds_template.h"
#undef UNIT_BITS

#define UNIT_BITS 16
#include "masks.h"
#include "class_masks.h"
#include "words_masks.h"
#include "match_template.h"
#include "block_template.h"
#include "count_template.h"
#include "ways_template.h"
#include "bounds_template.h"
#undef UNIT_BITS

#define UNIT_BITS 32
#include "masks.h"
#include "class_masks.h"
#include "words_masks.h"
#include "match_template.h"
#include "block_template.h"
#include "count_template.h"
#include "ways_template.h"
#include "bounds_template.h"
#undef UNIT_BITS

#undef NAME
#undef UNIT

#define WC_KERNEL(name, supported)                                                                 \
    {                                                                                              \
        name, supported, {count_8, count_16, count_32},                                            \
        {                                                                                          \
            find_bounds_8, find_bounds_16, find_bounds_32                                          \
        }                                                                                          \
    }
