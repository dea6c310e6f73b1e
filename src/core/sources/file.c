/* A regular file: the pool's threads read pieces of it. Files are read, not mapped: a file that is
 * cut short under a mapping kills the process. */
#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64
#include "source.h"

#include "../threads/clock.h"
#include "../threads/pool.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A piece: small enough to be taken in the cache it was read into. 128 to 512 KiB are all alike.
 * Tests make it smaller. */
#ifndef WC_PIECE_BYTES
#define WC_PIECE_BYTES (256 * 1024)
#endif

enum {
    /* Read before a piece, for the few units on which its first word depends: a cache line, to keep
     * reads aligned. */
    OVERLAP_BYTES = 64,
    /* And after it, where its last word ends; more where it does not. */
    AHEAD_BYTES = 64,
    ALL_BUFFERS = 8 * 1024 * 1024,
};

typedef struct {
    wc_job job; /* first: the pool hands it back to take_piece */
    wc_file *file;
    uint64_t units; /* of the text */
    uint64_t piece; /* positions in a piece */
    uint64_t deadline;
    wc_range old_rests[WC_MAX_READERS]; /* these ranges are the job's first chunks */
    unsigned old_rest_count;
    atomic_uint rest_count; /* of the file's new ones */
    atomic_int error;       /* the first errno, or 0 */
} file_job;

/* A part of the file in a buffer. */
typedef struct {
    wc_buffer *buffer;
    uint64_t offset; /* of the buffer's first byte in the file */
    size_t filled;   /* bytes */
    size_t in_order; /* of those, the ones whose units are in the machine's order */
    bool is_over;    /* the text ends after them */
} file_part;

/* Reads on until the part has `wanted` bytes, or the text ends, or a read gave less than it was
 * asked for and the deadline is over. 0, or an errno. */
static int read_part(const file_job *j, file_part *part, size_t wanted)
{
    const uint64_t there = j->file->end - part->offset;
    const bool to_the_end = wanted >= there;
    wanted = to_the_end ? (size_t)there : wanted;
    if (!wc_buffer_reserve(part->buffer, wanted, part->filled)) {
        return ENOMEM;
    }
    while (part->filled < wanted) {
        const ssize_t got = pread(j->file->descriptor, part->buffer->bytes + part->filled,
                                  wanted - part->filled, (off_t)(part->offset + part->filled));
        if (got > 0) {
            part->filled += (size_t)got;
            if (part->filled < wanted && now_ns() >= j->deadline) {
                return 0;
            }
        } else if (got == 0) {
            part->is_over = true; /* bytes were truncated */
            return 0;
        } else if (errno != EINTR) {
            return errno;
        }
    }
    part->is_over = to_the_end;
    return 0;
}

/* The part's units; the bytes of a unit that the text's end cuts are completed. */
static wc_text text_of(file_part *part, wc_unit_format format)
{
    const size_t whole = wc_whole_units(part->filled, format);
    wc_order_units(part->buffer->bytes, part->in_order, whole, format);
    part->in_order = whole;
    const size_t units = part->is_over
                             ? wc_complete_units(part->buffer->bytes, part->filled, format)
                             : whole / format.width;
    return (wc_text){part->buffer->bytes, units, format.width};
}

/* Takes the words that begin in `range`, as far as the file has them, and moves its beginning past
 * those that are taken: to its end, unless the deadline came. 0, or an errno. */
static int take_range(const file_job *j, wc_range *range, unsigned slot)
{
    wc_file *file = j->file;
    const unsigned width = file->format.width;
    const size_t overlap =
        range->begin < OVERLAP_BYTES / width ? (size_t)range->begin : OVERLAP_BYTES / width;
    const size_t last = overlap + (size_t)(range->end - range->begin); /* in the part's units */
    file_part part = {.buffer = &file->buffers[slot],
                      .offset = file->begin + (range->begin - overlap) * width};
    size_t begin = overlap, ahead = AHEAD_BYTES;
    for (;;) {
        const size_t wanted = last * width + ahead;
        const int error = read_part(j, &part, wanted);
        if (error) {
            return error;
        }
        const wc_text text = text_of(&part, file->format);
        const size_t there = text.length + part.is_over; /* positions */
        const size_t end = last < there ? last : there;
        if (begin < end) {
            begin = file->sink->take(file->sink, &text, begin, end, part.is_over, slot);
        }
        if (part.is_over || begin == last) {
            range->begin = range->end;
            return 0;
        }
        if (begin > overlap && now_ns() >= j->deadline) {
            range->begin += begin - overlap;
            return 0;
        }
        ahead *= part.filled >= wanted ? 2 : 1;
    }
}

/* The range of positions that is the job's chunk of that number. */
static wc_range range_of(const file_job *j, size_t chunk)
{
    if (chunk < j->old_rest_count) {
        return j->old_rests[chunk];
    }
    const uint64_t begin = j->file->position + (uint64_t)(chunk - j->old_rest_count) * j->piece;
    const uint64_t left = j->units + 1 - begin;
    return (wc_range){begin, begin + (left < j->piece ? left : j->piece)};
}

static void take_piece(wc_job *job, size_t chunk, unsigned slot)
{
    file_job *j = (file_job *)job;
    if (atomic_load_explicit(&j->error, memory_order_relaxed)) {
        return;
    }
    wc_range range = range_of(j, chunk);
    int none = 0;
    const int error = take_range(j, &range, slot);
    if (error) {
        atomic_compare_exchange_strong(&j->error, &none, error);
    } else if (range.begin < range.end) {
        /* Time is over: keep the rest for later. A thread does so once in a job at most. */
        wc_job_stop(job);
        j->file->rests[atomic_fetch_add_explicit(&j->rest_count, 1, memory_order_relaxed)] = range;
    }
}

/* Keeps the rests that no thread came to, and says how far the pieces are taken. */
static void settle(file_job *j, size_t run, uint64_t pieces)
{
    wc_file *file = j->file;
    file->rest_count = j->rest_count;
    for (size_t i = run; i < j->old_rest_count; i++) {
        file->rests[file->rest_count++] = j->old_rests[i];
    }
    const uint64_t run_pieces = run > j->old_rest_count ? run - j->old_rest_count : 0;
    file->position = run_pieces == pieces ? j->units + 1 : file->position + run_pieces * j->piece;
    const uint64_t read = file->begin + file->position * file->format.width;
    file->task.bytes = read < file->end ? read : file->end;
}

/* Threads that may read: fewer where a word of the sink's does not fit into a buffer of the usual
 * size. */
static unsigned readers(const wc_file *file, unsigned threads)
{
    const size_t longest = file->sink->longest_word * file->format.width;
    const size_t fit = ALL_BUFFERS / (WC_PIECE_BYTES + longest);
    const unsigned most = fit < 1 ? 1 : fit < WC_MAX_READERS ? (unsigned)fit : WC_MAX_READERS;
    return threads < most ? threads : most;
}

static wc_outcome resume(wc_task *task, unsigned threads, uint64_t budget_ns)
{
    wc_file *file = (wc_file *)task;
    const unsigned width = file->format.width;
    const uint64_t units = (file->end - file->begin + width - 1) / width;
    file_job j = {
        .job = {.run = take_piece},
        .file = file,
        .units = units,
        .piece = WC_PIECE_BYTES / width,
        .deadline = deadline_after(budget_ns),
        .old_rest_count = file->rest_count,
    };
    memcpy(j.old_rests, file->rests, sizeof j.old_rests);
    const uint64_t pieces = (units + 1 - file->position + j.piece - 1) / j.piece;
    j.job.chunks = pieces < SIZE_MAX / 2 ? (size_t)pieces + j.old_rest_count : SIZE_MAX / 2;
    settle(&j, wc_pool_run(&j.job, readers(file, threads), budget_ns), pieces);
    if (j.error) {
        task->error = j.error;
        return WC_FAILED;
    }
    return file->position == units + 1 && file->rest_count == 0 ? WC_DONE : WC_MORE;
}

void wc_file_begin(wc_file *file, int descriptor, uint64_t begin, uint64_t end,
                   wc_unit_format format, wc_sink *sink)
{
    *file = (wc_file){
        .task = {.resume = resume, .failure = &sink->failure},
        .sink = sink,
        .format = format,
        .descriptor = descriptor,
        .begin = begin,
        .end = end,
    };
}

void wc_file_release(wc_file *file)
{
    for (unsigned i = 0; i < WC_MAX_READERS; i++) {
        wc_buffer_release(&file->buffers[i]);
    }
}
