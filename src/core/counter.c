/* The sink that counts the words equal to some needles. */
#include "kernels/kernel.h"
#include "tasks.h"
#include "words.h"

/* The first position at which the beginning of a text does not decide for all of the needles. */
static size_t undecided_from(const wc_counter *counter, const wc_text *text, size_t begin,
                             size_t end)
{
    return counter->length == 0 ? end
                                : wc_undecided_from(&counter->needles[0].words, text,
                                                    counter->sink.longest_word, begin, end);
}

static size_t take(wc_sink *sink, const wc_text *text, size_t begin, size_t end, bool is_over,
                   unsigned slot)
{
    (void)slot;
    const wc_counter *counter = (const wc_counter *)sink;
    if (!is_over) {
        end = undecided_from(counter, text, begin, end);
    }
    for (size_t i = 0; i < counter->length; i++) {
        const size_t count = wc_count(text, &counter->needles[i], begin, end);
        atomic_fetch_add_explicit(&counter->counts[i], count, memory_order_relaxed);
    }
    return end;
}

void wc_counter_init(wc_counter *counter, const wc_needle *needles, size_t length,
                     atomic_size_t *counts)
{
    *counter = (wc_counter){
        .sink = {.take = take, .units_before = length ? wc_units_before(&needles[0].words) : 1},
        .needles = needles,
        .length = length,
        .counts = counts};
    for (size_t i = 0; i < length; i++) {
        const size_t word = wc_longest_match(&needles[i]);
        if (word > counter->sink.longest_word) {
            counter->sink.longest_word = word;
        }
    }
}
