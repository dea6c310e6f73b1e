#include "folding.h"
#include "utf8.h"

size_t wc_fold_word(const wc_words *words, unsigned width, const uint8_t *bytes, size_t size,
                    uint8_t *folded)
{
    size_t made = 0;
    if (words->is_utf8) {
        for (size_t i = 0; i < size;) {
            uint32_t c;
            i += wc_utf8_decode(bytes + i, size - i, &c);
            made += wc_utf8_encode(wc_fold_unit(words->fold, c), folded + made);
        }
        return made;
    }
    const wc_text text = {bytes, size / width, width};
    const uint64_t limit = UINT64_C(1) << 8 * width;
    for (size_t i = 0; i < text.length; i++) {
        const uint32_t unit = wc_unit(&text, i), to = wc_fold_unit(words->fold, unit);
        wc_put_unit(folded, width, i, to < limit ? to : unit);
    }
    return size;
}
