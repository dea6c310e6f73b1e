/* Counts a text chunk by chunk, alone or with the pool. */
#include "pool.h"
#include "word_count.h"

/* A chunk: small enough to share the work evenly and to be over in 0.1 ms, large enough that its
 * claim and its two edges cost nothing. For a longer needle it is as long as that, within limits:
 * a match is passed over only where it lies in one chunk. */
static const size_t chunk_bytes = 256 * 1024, longest_chunk_bytes = 64 * 1024 * 1024;

static size_t chunk_for(const wc_text *text, const wc_needle *needle)
{
    const size_t most = longest_chunk_bytes / text->width, least = chunk_bytes / text->width;
    const size_t length = needle->word.length < most ? needle->word.length : most;
    return length > least ? length : least;
}

typedef struct {
    wc_job job; /* first: the pool hands it back to count_chunk */
    const wc_text *text;
    const wc_needle *needle;
    size_t begin, end; /* the positions to be counted */
    size_t chunk;      /* positions in a chunk */
    atomic_size_t count;
} counting;

static void count_chunk(wc_job *job, size_t chunk)
{
    counting *c = (counting *)job;
    const size_t begin = c->begin + chunk * c->chunk;
    const size_t end = c->end - begin > c->chunk ? begin + c->chunk : c->end;
    const size_t count = wc_count(c->text, c->needle, begin, end);
    atomic_fetch_add_explicit(&c->count, count, memory_order_relaxed);
}

bool wc_count_on(const wc_text *text, const wc_needle *needle, unsigned threads, uint64_t budget_ns,
                 wc_progress *progress)
{
    const size_t end = text->length + 1;
    const size_t left = end - progress->position;
    const size_t chunk = chunk_for(text, needle);
    if (needle->shape == WC_IMPOSSIBLE || left <= chunk) {
        progress->count += wc_count(text, needle, progress->position, end);
        progress->position = end;
        return true;
    }
    counting c = {
        .job = {.run = count_chunk, .chunks = (left - 1) / chunk + 1},
        .text = text,
        .needle = needle,
        .begin = progress->position,
        .end = end,
        .chunk = chunk,
    };
    const size_t chunks = wc_pool_run(&c.job, threads, budget_ns);
    progress->count += c.count;
    progress->position = chunks == c.job.chunks ? end : c.begin + chunks * chunk;
    return progress->position == end;
}
