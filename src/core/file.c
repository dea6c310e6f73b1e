/* Counts a regular file: the pool's threads read blocks of it. */
#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64
#include "file.h"

#include "clock.h"
#include "pool.h"
#include "units.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A block, but for long needles: small enough to be counted in the cache it was read into. 128
 * to 512 KiB are all alike. Tests make it smaller. */
#ifndef WC_BLOCK_BYTES
#define WC_BLOCK_BYTES (256 * 1024)
#endif

/* A block is read with a few units before it: the one that the first word depends on, and as many
 * as keep reads at multiples of a cache line. */
enum { LEAD_BYTES = 64 };

typedef struct {
    wc_job job; /* first: the pool hands it back to count_block */
    wc_file *file;
    uint64_t units; /* of the text */
    uint64_t deadline;
    wc_file_range old_rests[WC_MAX_BUFFERS]; /* these ranges are the job's first chunks */
    unsigned old_rest_count;
    atomic_uint rest_count; /* of the file's new ones */
    atomic_size_t count;
    atomic_int error; /* the first errno, or 0 */
} reading;

bool wc_file_begin(wc_file *file, int descriptor, uint64_t begin, uint64_t end,
                   const wc_needle *needle, wc_form form, unsigned threads)
{
    *file = (wc_file){
        .descriptor = descriptor, .begin = begin, .end = end, .form = form, .needle = needle};
    const size_t window = wc_window_size(needle, form, WC_BLOCK_BYTES);
    if (window == 0) {
        return false;
    }
    file->block = window / form.width - wc_reach(needle);
    threads = threads ? threads : wc_available_cpus();
    return wc_buffers_take(&file->buffers, threads, LEAD_BYTES + window + WC_PADDING);
}

void wc_file_release(wc_file *file)
{
    wc_buffers_release(&file->buffers);
}

/* What a read was asked for, and what came of it. */
typedef struct {
    unsigned char *bytes;
    size_t size, enough; /* all that is wanted, and the least that is of use */
    uint64_t offset;     /* in the file */
    size_t filled;
    bool is_over; /* all that is wanted is there, or the file ends; else the deadline came */
} file_read;

/* Reads at most until the deadline, which only reads that give less than they are asked for can
 * reach. Returns false with errno. */
static bool read_at(int descriptor, file_read *r, uint64_t deadline)
{
    do {
        const ssize_t got = pread(descriptor, r->bytes + r->filled, r->size - r->filled,
                                  (off_t)(r->offset + r->filled));
        if (got > 0) {
            r->filled += (size_t)got;
        } else if (got < 0 && errno != EINTR) { /* the pool's budget makes way for signals */
            return false;
        }
        r->is_over = got == 0 || r->filled == r->size;
    } while (!r->is_over && (r->filled < r->enough || now_ns() < deadline));
    return true;
}

/* Counts the words that begin in `range`, as far as the file has them, and moves its beginning past
 * those that are counted: to its end, but on a slow disk. Returns the count; -1 with errno. */
static ssize_t count_range(const reading *job, wc_file_range *range, unsigned char *buffer)
{
    const wc_file *file = job->file;
    const unsigned width = file->form.width;
    const size_t reach = wc_reach(file->needle);
    const size_t lead =
        range->begin < LEAD_BYTES / width ? (size_t)range->begin : LEAD_BYTES / width;
    const uint64_t from = file->begin + (range->begin - lead) * width;
    const uint64_t wanted = (lead + (range->end - range->begin) + reach - 1) * width;
    const uint64_t there = file->end - from;
    file_read r = {.bytes = buffer,
                   .size = (size_t)(wanted < there ? wanted : there),
                   .enough = (lead + reach) * width,
                   .offset = from};
    if (!read_at(file->descriptor, &r, job->deadline)) {
        return -1;
    }
    wc_order_units(buffer, 0, r.filled - r.filled % width, file->form);
    size_t units = r.filled / width, end = units - reach + 1;
    if (r.is_over) {
        units = wc_complete_units(buffer, r.filled, file->form);
        end = lead + (size_t)(range->end - range->begin);
    }
    range->begin = r.is_over ? range->end : range->begin + (end - lead);
    const wc_text text = {buffer, units, width};
    return (ssize_t)wc_count(&text, file->needle, lead, end <= units ? end : units + 1);
}

/* The range of positions that is the job's chunk of that number. */
static wc_file_range range_of(const reading *r, size_t chunk)
{
    if (chunk < r->old_rest_count) {
        return r->old_rests[chunk];
    }
    const uint64_t begin =
        r->file->position + (uint64_t)(chunk - r->old_rest_count) * r->file->block;
    const uint64_t left = r->units + 1 - begin;
    return (wc_file_range){begin, begin + (left < r->file->block ? left : r->file->block)};
}

/* Keeps what is left of a chunk for later. There is room: a thread does so once in a job at most.
 */
static void leave_rest(reading *r, wc_file_range range)
{
    wc_job_stop(&r->job);
    r->file->rests[atomic_fetch_add_explicit(&r->rest_count, 1, memory_order_relaxed)] = range;
}

static void count_block(wc_job *job, size_t chunk)
{
    reading *r = (reading *)job;
    wc_file *file = r->file;
    wc_file_range range = range_of(r, chunk);
    if (atomic_load_explicit(&r->error, memory_order_relaxed)) {
        return;
    }
    unsigned char *buffer = wc_buffers_borrow(&file->buffers);
    const ssize_t count = count_range(r, &range, buffer);
    if (count < 0) {
        int none = 0;
        atomic_compare_exchange_strong(&r->error, &none, errno);
    } else {
        atomic_fetch_add_explicit(&r->count, (size_t)count, memory_order_relaxed);
        if (range.begin < range.end) {
            leave_rest(r, range);
        }
    }
    wc_buffers_return(&file->buffers, buffer);
}

/* Takes over the rests that no thread came to, and says how far the blocks are counted. */
static void settle(reading *r, size_t run, uint64_t blocks)
{
    wc_file *file = r->file;
    file->count += r->count;
    file->rest_count = r->rest_count;
    for (size_t i = run; i < r->old_rest_count; i++) {
        file->rests[file->rest_count++] = r->old_rests[i];
    }
    const uint64_t run_blocks = run > r->old_rest_count ? run - r->old_rest_count : 0;
    file->position =
        run_blocks == blocks ? r->units + 1 : file->position + run_blocks * file->block;
}

wc_outcome wc_file_count_on(wc_file *file, unsigned threads, uint64_t budget_ns)
{
    const uint64_t units = (file->end - file->begin + file->form.width - 1) / file->form.width;
    const uint64_t positions = units + 1 - file->position;
    const uint64_t blocks = (positions + file->block - 1) / file->block;
    const uint64_t now = now_ns();
    reading r = {
        .job = {.run = count_block},
        .file = file,
        .units = units,
        .deadline = budget_ns < UINT64_MAX - now ? now + budget_ns : UINT64_MAX,
        .old_rest_count = file->rest_count,
    };
    memcpy(r.old_rests, file->rests, sizeof r.old_rests);
    r.job.chunks = blocks < SIZE_MAX / 2 ? (size_t)blocks + r.old_rest_count : SIZE_MAX / 2;
    threads = threads ? threads : wc_available_cpus();
    threads = threads < file->buffers.count ? threads : file->buffers.count;
    settle(&r, wc_pool_run(&r.job, threads, budget_ns), blocks);
    if (r.error) {
        errno = r.error;
        return WC_FAILED;
    }
    return file->position == units + 1 && file->rest_count == 0 ? WC_DONE : WC_MORE;
}
