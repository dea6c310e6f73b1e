/* The sink that counts the words equal to some needles. */
#include "tasks.h"
#include "words.h"

static size_t take(wc_sink *sink, const wc_text *text, size_t begin, size_t end, bool is_over,
                   unsigned slot)
{
    (void)slot;
    const wc_counter *counter = (const wc_counter *)sink;
    if (!is_over) {
        end = wc_undecided_from(text, sink->longest_word, begin, end);
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
        .sink = {.take = take}, .needles = needles, .length = length, .counts = counts};
    for (size_t i = 0; i < length; i++) {
        const size_t word = needles[i].strategy == WC_ABSENT ? 0 : needles[i].word.length;
        if (word > counter->sink.longest_word) {
            counter->sink.longest_word = word;
        }
    }
}
