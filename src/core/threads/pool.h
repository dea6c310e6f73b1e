/* The pool: persistent threads that work through the chunks of callers' jobs.
 *
 * Workers are started on first need and sleep between jobs. A caller posts a job, works on it
 * itself, and waits in the end only for workers that are in the middle of a chunk; so a pool
 * without workers, or with late ones, costs time but never a result. Before a fork the workers
 * are retired: each finishes its chunk and is joined; parent and child start new ones when they
 * next need them. Workers block all signals but those that a thread brings upon itself.
 */
#ifndef WORD_COUNT_POOL_H
#define WORD_COUNT_POOL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct wc_job wc_job;

/* A caller's work, in chunks 0 to chunks - 1, each claimed by one thread. The caller sets `run`
 * and `chunks`; the rest is the pool's. It lives on the caller's stack for one wc_pool_run. */
struct wc_job {
    /* Called from several threads at once. Each thread that works on the job has a slot of its
     * own: the caller slot 0, the others one of 1 to threads - 1. */
    void (*run)(wc_job *job, size_t chunk, unsigned slot);
    size_t chunks;

    atomic_size_t next_chunk; /* the chunk to be claimed next */
    atomic_bool stop;         /* claim no more */
    unsigned slots;      /* this and the rest under the lock: 1 and the most workers it may have */
    unsigned taken;      /* slots that have been taken; none is taken twice */
    unsigned working;    /* workers that have joined and not left */
    pthread_cond_t done; /* working has become 0 */
    wc_job *prev, *next; /* in the list of posted jobs */
};

/* Runs the job's chunks in their order on up to `threads` threads, at least 1, the caller among
 * them, until all are run or `budget_ns` nanoseconds are over. Returns how many were run: those
 * from 0 on. The caller runs the first chunk alone, and wakes workers only if by its time the rest
 * is worth waking them. On return, no worker references the job. */
size_t wc_pool_run(wc_job *job, unsigned threads, uint64_t budget_ns);

/* Lets no thread claim another chunk of the job: for `run`, when its time is over. */
void wc_job_stop(wc_job *job);

#endif
