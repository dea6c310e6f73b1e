/* The pool of worker threads. */
#define _POSIX_C_SOURCE 200809L
#include "pool.h"

#include "../word_count.h"
#include "clock.h"

#include <errno.h>
#include <signal.h>

/* A worker's stack holds one call of a kernel or a read. The default of 8 MiB for each of 256 would
 * use up a process's limit of address space. */
static const size_t stack_bytes = 256 * 1024;

/* Workers are woken for a job that would otherwise keep its caller busy for longer than this.
 * Waking one takes the caller 5 to 10 us here, and waiting for it at the end as much again. */
static const uint64_t worth_waking_ns = 200 * 1000;

static struct {
    pthread_mutex_t lock;
    pthread_cond_t work;    /* a job has been posted, or the workers are to retire */
    pthread_cond_t retired; /* joining has become 0 */
    wc_job *jobs;           /* the oldest first */
    pthread_t workers[WC_MAX_THREADS];
    unsigned started;   /* of `workers` */
    unsigned idle;      /* workers that sleep */
    unsigned joining;   /* workers that a forking thread has taken out to join */
    unsigned forking;   /* threads between their before_fork and after_fork */
    atomic_bool retire; /* forking > 0; read between chunks without the lock */
    bool watches_forks; /* the fork handlers are in place */
} pool = {
    .lock = PTHREAD_MUTEX_INITIALIZER,
    .work = PTHREAD_COND_INITIALIZER,
    .retired = PTHREAD_COND_INITIALIZER,
};

/* Claims the next chunk; false if there is none left or the job's time is over. */
static bool claim(wc_job *job, size_t *chunk)
{
    if (atomic_load_explicit(&job->stop, memory_order_relaxed)) {
        return false;
    }
    *chunk = atomic_fetch_add_explicit(&job->next_chunk, 1, memory_order_relaxed);
    return *chunk < job->chunks;
}

void wc_job_stop(wc_job *job)
{
    atomic_store_explicit(&job->stop, true, memory_order_relaxed);
}

static void post(wc_job *job)
{
    wc_job **end = &pool.jobs;
    job->prev = job->next = NULL;
    while (*end) {
        job->prev = *end;
        end = &(*end)->next;
    }
    *end = job;
}

static void withdraw(wc_job *job)
{
    *(job->prev ? &job->prev->next : &pool.jobs) = job->next;
    if (job->next) {
        job->next->prev = job->prev;
    }
}

/* The oldest job that has a slot for another worker. */
static wc_job *job_with_free_slot(void)
{
    wc_job *job = pool.jobs;
    while (job && job->taken == job->slots) {
        job = job->next;
    }
    return job;
}

/* A worker's part in a job. Called and left with the lock held. */
static void run_chunks(wc_job *job)
{
    const unsigned slot = job->taken++;
    job->working++;
    pthread_mutex_unlock(&pool.lock);
    size_t chunk;
    while (!atomic_load_explicit(&pool.retire, memory_order_relaxed) && claim(job, &chunk)) {
        job->run(job, chunk, slot);
    }
    pthread_mutex_lock(&pool.lock);
    if (--job->working == 0) {
        pthread_cond_signal(&job->done);
    }
}

static void *worker(void *unused)
{
    pthread_mutex_lock(&pool.lock);
    while (!pool.retire) {
        wc_job *job = job_with_free_slot();
        if (job) {
            run_chunks(job);
        } else {
            pool.idle++;
            pthread_cond_wait(&pool.work, &pool.lock);
            pool.idle--;
        }
    }
    pthread_mutex_unlock(&pool.lock);
    return unused;
}

/* Retires the workers, and keeps the lock over the fork, so that the child finds the pool whole.
 * Drops the lock while joining; workers need it to exit. */
static void before_fork(void)
{
    pthread_mutex_lock(&pool.lock);
    pool.forking++;
    pool.retire = true;
    pthread_cond_broadcast(&pool.work);
    while (pool.started > 0) {
        const pthread_t thread = pool.workers[--pool.started];
        pool.joining++;
        pthread_mutex_unlock(&pool.lock);
        pthread_join(thread, NULL);
        pthread_mutex_lock(&pool.lock);
        if (--pool.joining == 0) {
            pthread_cond_broadcast(&pool.retired);
        }
    }
    while (pool.joining > 0) {
        pthread_cond_wait(&pool.retired, &pool.lock);
    }
}

static void after_fork_in_parent(void)
{
    if (--pool.forking == 0) {
        pool.retire = false;
    }
    pthread_mutex_unlock(&pool.lock);
}

/* The jobs, if any, are those of threads that the child does not have. */
static void after_fork_in_child(void)
{
    pthread_mutex_init(&pool.lock, NULL);
    pthread_cond_init(&pool.work, NULL);
    pthread_cond_init(&pool.retired, NULL);
    pool.jobs = NULL;
    pool.idle = 0;
    pool.forking = 0;
    pool.retire = false;
}

/* The handlers are registered when the library is loaded, before the lock can ever be taken: glibc
 * makes a registration wait while another thread is inside fork(), so one made with the lock held
 * would leave it locked in the child for ever. */
static __attribute__((constructor)) void watch_forks(void)
{
    pool.watches_forks =
        pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child) == 0;
}

/* Blocks the signals that others send, for the system to give them to the program's own threads.
 * Those that a thread brings upon itself stay open: blocked, they would kill the process without
 * a word from a handler such as faulthandler's. */
static void block_signals(sigset_t *before)
{
    static const int of_the_thread[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
    sigset_t blocked;
    sigfillset(&blocked);
    for (size_t i = 0; i < sizeof of_the_thread / sizeof *of_the_thread; i++) {
        sigdelset(&blocked, of_the_thread[i]);
    }
    pthread_sigmask(SIG_SETMASK, &blocked, before);
}

/* Starts one worker; false if it cannot be had. Where that is too small (EINVAL), as other
 * libraries' thread-local data can make it, the worker gets the default stack. */
static bool start_worker(pthread_t *thread)
{
    pthread_attr_t small;
    int error = EINVAL;
    if (pthread_attr_init(&small) == 0) {
        if (pthread_attr_setstacksize(&small, stack_bytes) == 0) {
            error = pthread_create(thread, &small, worker, NULL);
        }
        pthread_attr_destroy(&small);
    }
    return (error == EINVAL ? pthread_create(thread, NULL, worker, NULL) : error) == 0;
}

/* Starts workers until there are `wanted`, or no more can be had. Called with the lock held. */
static void start_workers(unsigned wanted)
{
    if (pool.started >= wanted || pool.forking > 0 || !pool.watches_forks) {
        return;
    }
    sigset_t callers;
    block_signals(&callers);
    while (pool.started < wanted && start_worker(&pool.workers[pool.started])) {
        pool.started++;
    }
    pthread_sigmask(SIG_SETMASK, &callers, NULL);
}

/* Posts the job for up to `workers` workers. */
static void wake_workers(wc_job *job, unsigned workers)
{
    pthread_cond_init(&job->done, NULL);
    pthread_mutex_lock(&pool.lock);
    start_workers(workers);
    job->slots = 1 + workers;
    post(job);
    for (unsigned i = 0; i < workers && i < pool.idle; i++) {
        pthread_cond_signal(&pool.work);
    }
    pthread_mutex_unlock(&pool.lock);
}

/* On return, no worker references the job. */
static void wait_for_workers(wc_job *job)
{
    pthread_mutex_lock(&pool.lock);
    withdraw(job);
    while (job->working > 0) {
        pthread_cond_wait(&job->done, &pool.lock);
    }
    pthread_mutex_unlock(&pool.lock);
    pthread_cond_destroy(&job->done);
}

/* How many workers are worth waking once the caller has run the first chunk in `chunk_ns`. */
static unsigned workers_worth_waking(const wc_job *job, unsigned threads, uint64_t chunk_ns)
{
    const size_t left = job->chunks - 1;
    if (threads <= 1 || left * chunk_ns < worth_waking_ns) {
        return 0;
    }
    if (threads > WC_MAX_THREADS) {
        threads = WC_MAX_THREADS;
    }
    return threads - 1 < left ? threads - 1 : (unsigned)left;
}

size_t wc_pool_run(wc_job *job, unsigned threads, uint64_t budget_ns)
{
    const uint64_t begun = now_ns();
    atomic_init(&job->next_chunk, 0);
    atomic_init(&job->stop, false);
    job->slots = job->taken = 1;
    job->working = 0;
    unsigned workers = 0;
    for (size_t chunk; claim(job, &chunk);) {
        job->run(job, chunk, 0);
        const uint64_t elapsed = now_ns() - begun;
        if (elapsed >= budget_ns) {
            wc_job_stop(job);
        } else if (chunk == 0 && (workers = workers_worth_waking(job, threads, elapsed)) > 0) {
            wake_workers(job, workers);
        }
    }
    if (workers > 0) {
        wait_for_workers(job);
    }
    const size_t claimed = atomic_load_explicit(&job->next_chunk, memory_order_relaxed);
    return claimed < job->chunks ? claimed : job->chunks;
}
