/* Counts a regular file: the pool's threads read blocks of it. */
#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64
#include "file.h"

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

/* Reads `size` bytes of the file from `offset`, or to where it ends now. -1 with errno. */
static ssize_t read_at(int descriptor, unsigned char *bytes, size_t size, uint64_t offset)
{
    size_t filled = 0;
    while (filled < size) {
        const ssize_t got =
            pread(descriptor, bytes + filled, size - filled, (off_t)(offset + filled));
        if (got == 0) {
            break;
        }
        if (got > 0) {
            filled += (size_t)got;
        } else if (errno != EINTR) { /* the pool's budget, not this read, makes way for signals */
            return -1;
        }
    }
    return (ssize_t)filled;
}

/* The count of the words that begin in [begin, end), positions of the file's text, as far as the
 * file has them. -1 with errno. */
static ssize_t count_positions(const wc_file *file, uint64_t begin, uint64_t end,
                               unsigned char *buffer)
{
    const unsigned width = file->form.width;
    const uint64_t lead = begin < LEAD_BYTES / width ? begin : LEAD_BYTES / width;
    const uint64_t from = file->begin + (begin - lead) * width;
    const uint64_t wanted = (lead + (end - begin) + wc_reach(file->needle) - 1) * width;
    const uint64_t there = file->end - from;
    const ssize_t got =
        read_at(file->descriptor, buffer, (size_t)(wanted < there ? wanted : there), from);
    if (got < 0) {
        return -1;
    }
    wc_order_units(buffer, 0, (size_t)got - (size_t)got % width, file->form);
    const size_t units = wc_complete_units(buffer, (size_t)got, file->form);
    const wc_text text = {buffer, units, width};
    const size_t last = (size_t)(lead + (end - begin));
    return (ssize_t)wc_count(&text, file->needle, (size_t)lead, last <= units ? last : units + 1);
}

static void count_block(wc_job *job, size_t chunk)
{
    reading *r = (reading *)job;
    if (atomic_load_explicit(&r->error, memory_order_relaxed)) {
        return;
    }
    wc_file *file = r->file;
    const uint64_t begin = file->position + (uint64_t)chunk * file->block;
    const uint64_t left = r->units + 1 - begin;
    unsigned char *buffer = wc_buffers_borrow(&file->buffers);
    const ssize_t count =
        count_positions(file, begin, begin + (left < file->block ? left : file->block), buffer);
    if (count < 0) {
        int none = 0;
        atomic_compare_exchange_strong(&r->error, &none, errno);
    } else {
        atomic_fetch_add_explicit(&r->count, (size_t)count, memory_order_relaxed);
    }
    wc_buffers_return(&file->buffers, buffer);
}

wc_outcome wc_file_count_on(wc_file *file, unsigned threads, uint64_t budget_ns)
{
    const uint64_t units = (file->end - file->begin + file->form.width - 1) / file->form.width;
    const uint64_t blocks = (units - file->position) / file->block + 1;
    reading r = {
        .job = {.run = count_block, .chunks = blocks < SIZE_MAX ? (size_t)blocks : SIZE_MAX},
        .file = file,
        .units = units,
    };
    threads = threads ? threads : wc_available_cpus();
    threads = threads < file->buffers.count ? threads : file->buffers.count;
    const size_t run = wc_pool_run(&r.job, threads, budget_ns);
    if (r.error) {
        errno = r.error;
        return WC_FAILED;
    }
    file->count += r.count;
    file->position = run == blocks ? units + 1 : file->position + (uint64_t)run * file->block;
    return run == blocks ? WC_DONE : WC_MORE;
}
