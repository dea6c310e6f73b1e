/* The core's sources, in functions that ctypes can call: tests/test_sources.py builds it with
 * windows and blocks of a few bytes. All return SIZE_MAX for what must not happen. */
#include "tasks.h"

#include <string.h>

size_t sources_pieces(const char *bytes, size_t size, const size_t *reads, size_t number,
                      const void *word, size_t word_length, unsigned width, bool swapped);
size_t sources_file(int descriptor, uint64_t begin_at, uint64_t end, uint64_t budget_ns,
                    unsigned threads, const void *word, size_t word_length, unsigned width,
                    bool swapped);

/* A counter of one needle, and all that it needs. */
typedef struct {
    wc_needle needle;
    atomic_size_t count;
    wc_counter counter;
} one_counter;

static wc_sink *begin(one_counter *one, const void *units, size_t length, unsigned width)
{
    const wc_text word = {units, length, width};
    wc_needle_prepare(&one->needle, &word, width, &(wc_words){0});
    one->count = 0;
    wc_counter_init(&one->counter, &one->needle, 1, &one->count);
    return &one->counter.sink;
}

/* Counts `size` bytes that come in reads of the sizes in `reads`, the last of them repeated. */
size_t sources_pieces(const char *bytes, size_t size, const size_t *reads, size_t number,
                      const void *word, size_t word_length, unsigned width, bool swapped)
{
    one_counter one;
    wc_stream stream;
    wc_stream_begin(&stream, -1, (wc_unit_format){width, swapped},
                    begin(&one, word, word_length, width));
    for (size_t done = 0, i = 0; done < size; i += i + 1 < number) {
        size_t room;
        void *space = wc_stream_space(&stream, &room);
        if (!space || room == 0) {
            return SIZE_MAX;
        }
        size_t piece = reads[i] < room ? reads[i] : room;
        piece = piece < size - done ? piece : size - done;
        memcpy(space, bytes + done, piece);
        wc_stream_advance(&stream, piece);
        done += piece;
    }
    wc_stream_end(&stream);
    wc_stream_release(&stream);
    return one.count;
}

/* Counts the bytes [begin, end) of a file, in slices of `budget_ns`. */
size_t sources_file(int descriptor, uint64_t begin_at, uint64_t end, uint64_t budget_ns,
                    unsigned threads, const void *word, size_t word_length, unsigned width,
                    bool swapped)
{
    one_counter one;
    wc_file file;
    wc_file_begin(&file, descriptor, begin_at, end, (wc_unit_format){width, swapped},
                  begin(&one, word, word_length, width));
    wc_outcome outcome;
    while ((outcome = wc_resume(&file.task, threads, budget_ns)) == WC_MORE) {
    }
    wc_file_release(&file);
    return outcome == WC_DONE ? one.count : SIZE_MAX;
}
