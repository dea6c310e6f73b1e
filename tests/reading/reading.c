/* The core's reading, in functions that ctypes can call: tests/test_reading.py builds it with
 * windows and blocks of a few bytes. All give SIZE_MAX for what must not happen. */
#include "file.h"

#include <string.h>

static void prepare(wc_needle *needle, const void *units, size_t length, unsigned width)
{
    const wc_text word = {units, length, width};
    wc_needle_prepare(needle, &word, width);
}

/* Counts `size` bytes that come in reads of the sizes in `reads`, the last of them repeated. */
size_t reading_pieces(const char *bytes, size_t size, const size_t *reads, size_t number,
                      const void *word, size_t word_length, unsigned width, bool swapped)
{
    wc_needle needle;
    wc_stream stream;
    prepare(&needle, word, word_length, width);
    if (!wc_stream_begin(&stream, &needle, (wc_form){width, swapped})) {
        return SIZE_MAX;
    }
    for (size_t done = 0, i = 0; done < size; i += i + 1 < number) {
        size_t room;
        void *space = wc_stream_space(&stream, &room);
        if (room == 0) {
            return SIZE_MAX;
        }
        size_t piece = reads[i] < room ? reads[i] : room;
        piece = piece < size - done ? piece : size - done;
        memcpy(space, bytes + done, piece);
        wc_stream_advance(&stream, piece);
        done += piece;
    }
    const size_t count = wc_stream_end(&stream);
    wc_stream_release(&stream);
    return count;
}

/* Counts the bytes [begin, end) of a file, in slices of `budget_ns`. */
size_t reading_file(int descriptor, uint64_t begin, uint64_t end, uint64_t budget_ns,
                    unsigned threads, const void *word, size_t word_length, unsigned width,
                    bool swapped)
{
    wc_needle needle;
    wc_file file;
    prepare(&needle, word, word_length, width);
    if (!wc_file_begin(&file, descriptor, begin, end, &needle, (wc_form){width, swapped},
                       threads)) {
        return SIZE_MAX;
    }
    wc_outcome outcome;
    while ((outcome = wc_file_count_on(&file, threads, budget_ns)) == WC_MORE) {
    }
    const size_t count = outcome == WC_DONE ? file.count : SIZE_MAX;
    wc_file_release(&file);
    return count;
}

/* The bytes of all buffers for a file that so many threads may read. */
size_t reading_memory(unsigned threads, const void *word, size_t word_length, unsigned width)
{
    wc_needle needle;
    wc_file file;
    prepare(&needle, word, word_length, width);
    if (!wc_file_begin(&file, 0, 0, UINT32_MAX, &needle, (wc_form){width, false}, threads)) {
        return SIZE_MAX;
    }
    const size_t memory = file.buffers.count * file.buffers.size;
    wc_file_release(&file);
    return memory;
}
