/* Prepares a needle: how its candidates are to be verified, and its head in the texts' width. */
#include "kernels/kernel.h"
#include "words.h"

/* The longest needle whose inner units are compared for all candidates of a block at once. On
 * text dense with it that is level with comparing them one by one at 16 units of one byte (11 to
 * 12 GB/s), and 3 times faster at 4 units. */
static const size_t longest_all_at_once = 15;

/* So many units of a needle are searched for separators when it is prepared. The rest of a longer
 * one is searched when it is compared, so preparing takes no time that a signal has to wait for. */
static const size_t most_checked = 4096;

bool wc_copy_units(const wc_text *text, size_t from, size_t n, unsigned width, void *copy)
{
    /* A loop for each pair of widths, without a branch, for compilers to vectorise. */
#define COPY(from_type, to_type)                                                                   \
    {                                                                                              \
        const from_type *source = (const from_type *)text->units + from;                           \
        to_type *target = copy;                                                                    \
        from_type lost = 0;                                                                        \
        for (size_t i = 0; i < n; i++) {                                                           \
            target[i] = (to_type)source[i];                                                        \
            lost |= (from_type)(source[i] ^ target[i]);                                            \
        }                                                                                          \
        return lost == 0;                                                                          \
    }
    switch (text->width << 4 | width) {
    case 0x11:
        COPY(uint8_t, uint8_t)
    case 0x12:
        COPY(uint8_t, uint16_t)
    case 0x14:
        COPY(uint8_t, uint32_t)
    case 0x21:
        COPY(uint16_t, uint8_t)
    case 0x22:
        COPY(uint16_t, uint16_t)
    case 0x24:
        COPY(uint16_t, uint32_t)
    case 0x41:
        COPY(uint32_t, uint8_t)
    case 0x42:
        COPY(uint32_t, uint16_t)
    default:
        COPY(uint32_t, uint32_t)
    }
#undef COPY
}

static wc_strategy strategy_for(size_t length, bool ends_in_cr)
{
    if (length > longest_all_at_once) {
        return length <= WC_MAX_OFFSET ? WC_ONE_BY_ONE : WC_LONG;
    }
    if (length == 0) {
        return WC_EMPTY;
    }
    return length <= 2 && !ends_in_cr ? WC_ENDS_ONLY : WC_ALL_AT_ONCE;
}

void wc_needle_prepare(wc_needle *needle, const wc_text *word, unsigned width)
{
    const size_t head = word->length < WC_MAX_OFFSET ? word->length : WC_MAX_OFFSET;
    needle->word = *word;
    needle->width = width;
    needle->ends_in_cr = word->length > 0 && wc_unit(word, word->length - 1) == '\r';
    needle->checked = word->length < most_checked ? word->length : most_checked;
    needle->strategy = strategy_for(word->length, needle->ends_in_cr);
    const bool fits = width == word->width || wc_copy_units(word, 0, head, width, needle->head);
    if (!fits || wc_has_separator(word, needle->checked)) {
        needle->strategy = WC_ABSENT;
    }
}

void wc_needle_prepare_absent(wc_needle *needle, unsigned width)
{
    *needle = (wc_needle){.word = {.width = width}, .width = width, .strategy = WC_ABSENT};
}
