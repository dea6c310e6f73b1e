/* The pool: persistent threads that help callers through the chunks of their jobs.
 *
 * Workers are started on first need and sleep between jobs. A caller posts a job, works on it
 * itself, and waits in the end only for workers that are in the middle of a chunk; so a pool
 * without workers, or with late ones, costs time but never a result. Before a fork the workers
 * are retired: each finishes its chunk and is joined; parent and child start new ones when they
 * next need them. Workers block all signals but those
 * that a thread brings upon itself.
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
    void (*run)(wc_job *job, size_t chunk); /* from several threads at once */
    size_t chunks;

    atomic_size_t next;     /* the chunk to be claimed next */
    atomic_bool stop;       /* the budget is over: claim no more */
    unsigned seats;         /* workers that may still join; this and the rest under the lock */
    unsigned working;       /* workers that have joined and not left */
    pthread_cond_t done;    /* working has become 0 */
    wc_job *before, *after; /* in the list of posted jobs */
};

/* Lets no thread claim another chunk of the job. For `run`, when the job's time is over. */
void wc_job_stop(wc_job *job);

/* Runs the job's chunks in their order on up to `threads` threads, the caller among them (0: as
 * many as wc_available_cpus()), until all are run or `budget_ns` nanoseconds are over. Returns how
 * many were: those from 0 on. The caller runs the first chunk alone, and calls for workers only
 * if by its time the rest is worth waking them. */
size_t wc_pool_run(wc_job *job, unsigned threads, uint64_t budget_ns);

#endif
