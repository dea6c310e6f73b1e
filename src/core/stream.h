/* Counting what is read: texts that come in pieces, from files, pipes or other programs.
 *
 * What is read are bytes. A form says which units they make; where the last bytes are fewer than
 * a unit they stand for U+FFFD, the replacement character. Needles are prepared for the form's
 * width, in the machine's order of bytes, and must outlive what counts them.
 *
 * Nothing here is shared: one thread at a time may use a stream, a file or a list of files.
 * Functions that read do so for about `budget_ns` nanoseconds and return WC_MORE; the caller looks
 * for signals and calls again. They also return early when a signal interrupts a read.
 */
#ifndef WORD_COUNT_STREAM_H
#define WORD_COUNT_STREAM_H

#include "word_count.h"

typedef struct {
    unsigned width; /* bytes in a unit: 1, 2 or 4 */
    bool swapped;   /* the bytes of a unit come in the order that is not the machine's */
} wc_form;

typedef enum {
    WC_DONE,   /* all has been read and counted */
    WC_MORE,   /* call again */
    WC_FAILED, /* errno says why; nothing is counted */
} wc_outcome;

/* A text that comes in pieces, counted in a window that moves along it. The count is the same
 * for any division into pieces, and each unit is looked at once, or twice at the window's edges.
 * Its fields are its own, but for `count`. */
typedef struct {
    const wc_needle *needle;
    wc_form form;
    unsigned char *window;
    size_t capacity;  /* of the window; this and the next two in bytes */
    size_t filled;    /* of the window */
    size_t in_order;  /* of those, the ones whose units are in the machine's order */
    size_t uncounted; /* the first position in the window that is not counted, in units */
    size_t count;     /* of the words so far */
} wc_stream;

/* Begins a stream. Takes memory for the window: 256 KiB and the needle's length, or three times
 * the needle's length. Returns false if that is refused; the stream then holds nothing. */
bool wc_stream_begin(wc_stream *stream, const wc_needle *needle, wc_form form);

/* Where the next bytes of the text are to be put, and in `size` how many at most; never none. */
void *wc_stream_space(wc_stream *stream, size_t *size);

/* Says that the next `size` bytes have been put there. Counts when the window is full. */
void wc_stream_advance(wc_stream *stream, size_t size);

/* The count of the whole text, now that it has ended. */
size_t wc_stream_end(wc_stream *stream);

void wc_stream_release(wc_stream *stream);

/* Reads from a descriptor of any kind into the stream, and adds to `bytes` how many bytes came;
 * WC_DONE at their end. Waits for bytes no longer than the budget, also where none ever come, and
 * also where the descriptor does not block. */
wc_outcome wc_stream_read(wc_stream *stream, int descriptor, uint64_t budget_ns, uint64_t *bytes);

#endif
