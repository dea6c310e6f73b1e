/* Counts in a window that moves along a text as it comes. */
#define _POSIX_C_SOURCE 200809L
#include "stream.h"

#include "clock.h"
#include "units.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The window, but for long needles: a few times what a pipe holds, so that it is rarely moved,
 * and little enough to stay in the cache between being read and being counted. Tests make it
 * smaller. */
#ifndef WC_WINDOW_BYTES
#define WC_WINDOW_BYTES (256 * 1024)
#endif

bool wc_stream_begin(wc_stream *stream, const wc_needle *needle, wc_form form)
{
    const size_t capacity = wc_window_size(needle, form, WC_WINDOW_BYTES) / form.width * form.width;
    *stream = (wc_stream){.needle = needle, .form = form, .capacity = capacity};
    stream->window = capacity ? malloc(capacity) : NULL;
    return stream->window != NULL;
}

void *wc_stream_space(wc_stream *stream, size_t *size)
{
    *size = stream->capacity - stream->filled;
    return stream->window + stream->filled;
}

/* Counts up to the position `end` in the window, which holds `units` units. */
static void count_until(wc_stream *stream, size_t units, size_t end)
{
    const wc_text text = {stream->window, units, stream->form.width};
    stream->count += wc_count(&text, stream->needle, stream->uncounted, end);
    stream->uncounted = end;
}

static void put_in_order(wc_stream *stream)
{
    const size_t whole = stream->filled - stream->filled % stream->form.width;
    wc_order_units(stream->window, stream->in_order, whole, stream->form);
    stream->in_order = whole;
}

/* Counts the words that are decided whatever comes, and keeps what decides the others: all from
 * the unit before the first of them. */
static void move_on(wc_stream *stream)
{
    const size_t units = stream->filled / stream->form.width;
    put_in_order(stream);
    count_until(stream, units, units - wc_reach(stream->needle) + 1);
    const size_t gone = (stream->uncounted - 1) * stream->form.width;
    memmove(stream->window, stream->window + gone, stream->filled - gone);
    stream->filled -= gone;
    stream->in_order -= gone;
    stream->uncounted = 1;
}

void wc_stream_advance(wc_stream *stream, size_t size)
{
    stream->filled += size;
    if (stream->filled == stream->capacity) {
        move_on(stream);
    }
}

size_t wc_stream_end(wc_stream *stream)
{
    put_in_order(stream);
    const size_t units = wc_complete_units(stream->window, stream->filled, stream->form);
    count_until(stream, units, units + 1);
    return stream->count;
}

void wc_stream_release(wc_stream *stream)
{
    free(stream->window);
    stream->window = NULL;
}

/* Waits until there is something to read, or an error to be read: WC_DONE. WC_MORE when a signal
 * came, or time is over. The timeout bounds the delay when the signal arrives just before poll() or
 * on another thread. */
static wc_outcome wait_until_readable(int descriptor, uint64_t deadline)
{
    const uint64_t now = now_ns();
    const uint64_t left = deadline > now ? deadline - now : 0;
    struct pollfd waiting = {.fd = descriptor, .events = POLLIN};
    const int ready = poll(&waiting, 1, (int)((left + 999999) / 1000000));
    return ready > 0 ? WC_DONE : ready == 0 || errno == EINTR ? WC_MORE : WC_FAILED;
}

wc_outcome wc_stream_read(wc_stream *stream, int descriptor, uint64_t budget_ns, uint64_t *bytes)
{
    if (descriptor < 0) { /* poll would wait for it */
        errno = EBADF;
        return WC_FAILED;
    }
    const uint64_t deadline = now_ns() + budget_ns;
    do {
        const wc_outcome waited = wait_until_readable(descriptor, deadline);
        if (waited != WC_DONE) {
            return waited;
        }
        size_t size;
        void *space = wc_stream_space(stream, &size);
        const ssize_t got = read(descriptor, space, size);
        if (got == 0) {
            return WC_DONE;
        }
        if (got > 0) {
            *bytes += (uint64_t)got;
            wc_stream_advance(stream, (size_t)got);
        } else if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) {
            return WC_FAILED;
        }
    } while (now_ns() < deadline);
    return WC_MORE;
}
