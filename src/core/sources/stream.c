/* A text that comes in pieces, taken from a window that moves along it. */
#define _GNU_SOURCE /* for F_SETPIPE_SZ, of Linux */
#include "source.h"

#include "../threads/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* The window: what a pipe is made to hold, and little enough to stay in the cache between being
 * read and being taken. Tests make it smaller. */
#ifndef WC_WINDOW_BYTES
#define WC_WINDOW_BYTES (256 * 1024)
#endif

void *wc_stream_space(wc_stream *stream, size_t *size)
{
    if (stream->filled == stream->window.size) { /* all of it is needed still */
        const size_t larger = stream->window.size ? 2 * stream->window.size : WC_WINDOW_BYTES;
        if (!wc_buffer_reserve(&stream->window, larger, stream->filled)) {
            stream->task.error = ENOMEM;
            return NULL;
        }
    }
    *size = stream->window.size - stream->filled;
    return stream->window.bytes + stream->filled;
}

static void put_in_order(wc_stream *stream)
{
    const size_t whole = wc_whole_units(stream->filled, stream->format);
    wc_order_units(stream->window.bytes, stream->in_order, whole, stream->format);
    stream->in_order = whole;
}

/* Takes the words that nothing that follows can change. Of the window it keeps the rest, and the
 * few units before it on which the next word depends. */
static void move_on(wc_stream *stream)
{
    put_in_order(stream);
    const wc_text text = {stream->window.bytes, stream->filled / stream->format.width,
                          stream->format.width};
    stream->untaken =
        stream->sink->take(stream->sink, &text, stream->untaken, text.length, false, 0);
    const size_t before = stream->sink->units_before;
    if (stream->untaken > before) {
        const size_t gone = (stream->untaken - before) * stream->format.width;
        memmove(stream->window.bytes, stream->window.bytes + gone, stream->filled - gone);
        stream->filled -= gone;
        stream->in_order -= gone;
        stream->untaken = before;
    }
}

void wc_stream_advance(wc_stream *stream, size_t size)
{
    stream->filled += size;
    if (stream->filled == stream->window.size) {
        move_on(stream);
    }
}

void wc_stream_end(wc_stream *stream)
{
    put_in_order(stream);
    const size_t units = wc_complete_units(stream->window.bytes, stream->filled, stream->format);
    const wc_text text = {stream->window.bytes, units, stream->format.width};
    (void)stream->sink->take(stream->sink, &text, stream->untaken, units + 1, true, 0);
}

void wc_stream_release(wc_stream *stream)
{
    wc_buffer_release(&stream->window);
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

/* Reads once from what is readable. WC_DONE at its end. */
static wc_outcome read_some(wc_stream *stream)
{
    size_t size;
    void *space = wc_stream_space(stream, &size);
    if (!space) {
        return WC_FAILED;
    }
    const ssize_t got = read(stream->descriptor, space, size);
    if (got > 0) {
        stream->task.bytes += (uint64_t)got;
        wc_stream_advance(stream, (size_t)got);
    } else if (got < 0 && errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) {
        stream->task.error = errno;
        return WC_FAILED;
    }
    return got == 0 ? WC_DONE : WC_MORE;
}

/* Has a pipe hold as much as the window, four times what it holds by default, so that its writer
 * and we wait for each other less often. If the system refuses, it stays as it is. */
static void widen_pipe(int descriptor)
{
#ifdef F_SETPIPE_SZ
    const int held = fcntl(descriptor, F_GETPIPE_SZ);
    if (held > 0 && held < WC_WINDOW_BYTES) {
        (void)fcntl(descriptor, F_SETPIPE_SZ, WC_WINDOW_BYTES);
    }
#else
    (void)descriptor;
#endif
}

static wc_outcome resume(wc_task *task, unsigned threads, uint64_t budget_ns)
{
    (void)threads;
    wc_stream *stream = (wc_stream *)task;
    if (stream->descriptor < 0) { /* poll would wait for it */
        task->error = EBADF;
        return WC_FAILED;
    }
    const uint64_t deadline = deadline_after(budget_ns);
    wc_outcome outcome;
    do {
        outcome = wait_until_readable(stream->descriptor, deadline);
        if (outcome != WC_DONE) {
            task->error = errno;
            return outcome;
        }
        outcome = read_some(stream);
    } while (outcome == WC_MORE && now_ns() < deadline);
    if (outcome == WC_DONE) {
        wc_stream_end(stream);
    }
    return outcome;
}

void wc_stream_begin(wc_stream *stream, int descriptor, wc_unit_format format, wc_sink *sink)
{
    *stream = (wc_stream){.task = {.resume = resume, .failure = &sink->failure},
                          .sink = sink,
                          .format = format,
                          .descriptor = descriptor};
    if (descriptor >= 0) {
        widen_pipe(descriptor);
    }
}
