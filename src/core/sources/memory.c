/* A text in memory, chunk by chunk, alone or with the pool. */
#include "../tasks.h"
#include "../threads/pool.h"

/* A chunk: small enough to share the work evenly and to be over in 0.1 ms, large enough that its
 * claim and its two edges cost nothing. For a longer word it is as long as that, within limits: a
 * match is skipped only as far as it lies in one chunk. */
static const size_t chunk_bytes = 256 * 1024, longest_chunk_bytes = 64 * 1024 * 1024;

typedef struct {
    wc_job job; /* first: the pool hands it back to take_chunk */
    const wc_memory *memory;
    size_t begin, end; /* the positions to be taken */
    size_t chunk;      /* positions in a chunk */
} memory_job;

static size_t chunk_for(const wc_memory *memory)
{
    const size_t least = chunk_bytes / memory->text->width;
    const size_t most = longest_chunk_bytes / memory->text->width;
    const size_t word = memory->sink->longest_word;
    return word <= least ? least : word < most ? word : most;
}

static void take_chunk(wc_job *job, size_t chunk, unsigned slot)
{
    const memory_job *j = (const memory_job *)job;
    const size_t begin = j->begin + chunk * j->chunk;
    const size_t end = j->end - begin > j->chunk ? begin + j->chunk : j->end;
    wc_sink *sink = j->memory->sink;
    (void)sink->take(sink, j->memory->text, begin, end, true, slot);
}

static wc_outcome resume(wc_task *task, unsigned threads, uint64_t budget_ns)
{
    wc_memory *memory = (wc_memory *)task;
    const size_t end = memory->text->length + 1, chunk = chunk_for(memory);
    memory_job j = {
        .job = {.run = take_chunk, .chunks = (end - memory->position - 1) / chunk + 1},
        .memory = memory,
        .begin = memory->position,
        .end = end,
        .chunk = chunk,
    };
    const size_t run = wc_pool_run(&j.job, threads, budget_ns);
    memory->position = run == j.job.chunks ? end : j.begin + run * chunk;
    task->bytes = (memory->position - (memory->position == end)) * memory->text->width;
    return memory->position == end ? WC_DONE : WC_MORE;
}

void wc_memory_begin(wc_memory *memory, const wc_text *text, wc_sink *sink)
{
    *memory = (wc_memory){
        .task = {.resume = resume, .failure = &sink->failure}, .text = text, .sink = sink};
}
