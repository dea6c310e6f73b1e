/* The limit that counting is measured against: reading every byte of a buffer, and nothing else,
 * on one thread and on all. Shares the core's pool, chunks and prefetch distance. */
#include "threads/pool.h"

uint64_t limit_read(const char *bytes, size_t length, unsigned threads);

enum { LINE = 64, AHEAD = 4096, CHUNK = 256 * 1024 };

#if defined(__x86_64__) && defined(__GLIBC__)
#define FASTEST __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FASTEST
#endif

typedef uint64_t line __attribute__((vector_size(LINE), aligned(1), may_alias));

/* The bytes of `lines` cache lines, or-ed: what keeps the compiler from leaving them unread. */
FASTEST static uint64_t read_lines(const char *bytes, size_t lines)
{
    line all[4] = {{0}};
    size_t i = 0;
    for (; i + 4 <= lines; i += 4) {
        for (size_t k = 0; k < 4; k++) {
            __builtin_prefetch(bytes + (i + k) * LINE + AHEAD);
            all[k] |= *(const line *)(bytes + (i + k) * LINE);
        }
    }
    for (; i < lines; i++) {
        all[0] |= *(const line *)(bytes + i * LINE);
    }
    all[0] |= all[1] | all[2] | all[3];
    return all[0][0] | all[0][1] | all[0][2] | all[0][3] | all[0][4] | all[0][5] | all[0][6] |
           all[0][7];
}

typedef struct {
    wc_job job; /* first: the pool hands it back to read_chunk */
    const char *bytes;
    size_t length;
    atomic_ullong sum;
} reading;

static void read_chunk(wc_job *job, size_t chunk, unsigned slot)
{
    (void)slot;
    reading *r = (reading *)job;
    const size_t begin = chunk * CHUNK;
    const size_t length = r->length - begin < CHUNK ? r->length - begin : CHUNK;
    atomic_fetch_or(&r->sum, read_lines(r->bytes + begin, length / LINE));
}

/* Reads `length` bytes on up to `threads` threads. */
uint64_t limit_read(const char *bytes, size_t length, unsigned threads)
{
    if (threads == 1) {
        return read_lines(bytes, length / LINE);
    }
    reading r = {.job = {.run = read_chunk, .chunks = (length + CHUNK - 1) / CHUNK},
                 .bytes = bytes,
                 .length = length};
    wc_pool_run(&r.job, threads, UINT64_MAX);
    return r.sum;
}
