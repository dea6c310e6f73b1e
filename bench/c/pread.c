/* The limit that counting in a file is measured against: the same reads on as many threads, in the
 * same blocks and with the core's pool and buffers, and nothing done with what is read. */
#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64
#include "threads/pool.h"

#include <stdlib.h>
#include <unistd.h>

bool limit_pread(int descriptor, size_t size, unsigned threads);

enum { BLOCK = 256 * 1024 };

typedef struct {
    wc_job job; /* first: the pool hands it back to read_block */
    int descriptor;
    unsigned char *buffers; /* one for each slot */
    atomic_bool failed;
} reading;

static void read_block(wc_job *job, size_t chunk, unsigned slot)
{
    reading *r = (reading *)job;
    unsigned char *buffer = r->buffers + (size_t)slot * BLOCK;
    if (pread(r->descriptor, buffer, BLOCK, (off_t)chunk * BLOCK) < 0) {
        atomic_store(&r->failed, true);
    }
}

/* Reads `size` bytes of a file; false if that fails. */
bool limit_pread(int descriptor, size_t size, unsigned threads)
{
    reading r = {.job = {.run = read_block, .chunks = (size + BLOCK - 1) / BLOCK},
                 .descriptor = descriptor};
    r.buffers = aligned_alloc(64, (size_t)threads * BLOCK);
    if (!r.buffers) {
        return false;
    }
    wc_pool_run(&r.job, threads, UINT64_MAX);
    free(r.buffers);
    return !r.failed;
}
