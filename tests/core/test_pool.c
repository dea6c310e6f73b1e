/* The pool: any number of threads, many callers, and forks among them. */
#define _GNU_SOURCE
#include "check.h"
#include "threads/clock.h"

#include <dirent.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* TSan cannot follow threads into a forked child. */
#if defined(__SANITIZE_THREAD__)
enum { FORKS = 0 };
#else
enum { FORKS = 20 };
#endif

/* A text for the pool: `words` times "is as ". */
static wc_text long_text(size_t words)
{
    char *units = malloc(words * 6);
    for (size_t i = 0; i < words; i++) {
        memcpy(units + i * 6, "is as ", 6);
    }
    return (wc_text){units, words * 6, 1};
}

static size_t count_threaded(const wc_text *text, const char *letters, unsigned threads,
                             uint64_t budget_ns)
{
    const wc_text word = {letters, strlen(letters), 1};
    const wc_needle needle = prepare(&word, text->width);
    atomic_size_t count = 0;
    wc_counter counter;
    wc_memory memory;
    wc_counter_init(&counter, &needle, 1, &count);
    wc_memory_begin(&memory, text, &counter.sink);
    while (wc_resume(&memory.task, threads, budget_ns) == WC_MORE) {
    }
    return count;
}

enum { WORDS = 4000000 }; /* long enough for workers to be woken */

/* Returns how many of its counts were wrong. */
static void *count_again_and_again(void *text)
{
    uintptr_t wrong = 0;
    for (unsigned i = 0; i < 20; i++) {
        wrong +=
            count_threaded(text, i % 3 ? "is" : "as", 1 + i % 5, i % 2 ? UINT64_MAX : 0) != WORDS;
    }
    return (void *)wrong;
}

/* Writes what _exit would lose, where lines are counted (nox -s coverage). */
extern void __gcov_dump(void) __attribute__((weak));

static void *fork_again_and_again(void *text)
{
    uintptr_t wrong = 0;
    for (int i = 0; i < FORKS; i++) {
        const pid_t child = fork();
        if (child == 0) {
            alarm(20);
            const bool right = count_threaded(text, "is", 4, UINT64_MAX) == WORDS;
            if (__gcov_dump) {
                __gcov_dump();
            }
            _exit(right ? 0 : 1);
        }
        int status = -1;
        waitpid(child, &status, 0);
        wrong += status != 0;
    }
    return (void *)wrong;
}

static atomic_bool ready, go;

/* Keeps the calling thread on the i-th CPU, if there is one: a scheduler may put a new thread on
 * the CPU of its maker for milliseconds. */
static void stay_on_cpu(size_t i)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(i, &set);
    pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

static void *count_once(void *text)
{
    stay_on_cpu(1);
    atomic_store(&ready, true);
    while (!atomic_load(&go)) {
    }
    count_threaded(text, "is", 2, UINT64_MAX);
    return NULL;
}

/* In a process that has not used the pool yet: forks `wait_ns` after another thread has begun to
 * count. Whether the child counts right. */
static bool fork_at_first_call(wc_text *text, uint64_t wait_ns)
{
    pthread_t thread;
    stay_on_cpu(0);
    pthread_create(&thread, NULL, count_once, text);
    while (!atomic_load(&ready)) {
    }
    atomic_store(&go, true);
    for (const uint64_t begun = now_ns(); now_ns() - begun < wait_ns;) {
    }
    const pid_t child = fork();
    if (child == 0) {
        alarm(20);
        _exit(count_threaded(text, "is", 2, UINT64_MAX) != WORDS);
    }
    int status = -1;
    waitpid(child, &status, 0);
    pthread_join(thread, NULL);
    return status == 0;
}

/* Forks while the pool's first workers are started: the child must not inherit its lock. */
static void test_first_calls(wc_text *text, size_t trials)
{
    int wrong = 0;
    for (size_t i = 0; i < (FORKS ? trials : 0); i++) {
        const uint64_t wait_ns = random_below(300000);
        const pid_t trial = fork();
        if (trial == 0) {
            _exit(!fork_at_first_call(text, wait_ns));
        }
        int status = -1;
        waitpid(trial, &status, 0);
        wrong += status != 0;
    }
    check(wrong == 0, "forks at the first call", 0, (size_t)wrong);
}

/* Many callers at once, and this thread and others that fork among them. */
static void test_callers_and_forks(wc_text *text, int forkers)
{
    enum { CALLERS = 8, MOST_FORKERS = 2 };
    pthread_t threads[CALLERS + MOST_FORKERS];
    for (int i = 0; i < CALLERS + forkers; i++) {
        pthread_create(&threads[i], NULL,
                       i < CALLERS ? count_again_and_again : fork_again_and_again, text);
    }
    void *wrong = fork_again_and_again(text);
    check(!wrong, "wrong children", 0, (size_t)wrong);
    for (int i = 0; i < CALLERS + forkers; i++) {
        pthread_join(threads[i], &wrong);
        check(!wrong, i < CALLERS ? "wrong counts of a caller" : "wrong children", 0,
              (size_t)wrong);
    }
}

static int threads_at_fork = -1;

static int threads_now(void)
{
    DIR *folder = opendir("/proc/self/task");
    int threads = -2; /* . and .. */
    while (folder && readdir(folder)) {
        threads++;
    }
    if (folder) {
        closedir(folder);
    }
    return threads;
}

static void see_threads_at_fork(void)
{
    threads_at_fork = threads_now();
}

/* Run after the pool's own handler: the first to be registered is the last to be run, and the pool
 * registers its own in a constructor without a priority. */
static __attribute__((constructor(101))) void watch_forks(void)
{
    pthread_atfork(see_threads_at_fork, NULL, NULL);
}

/* The workers are gone, not going, when a fork begins. The system lists a thread for a moment after
 * it has been joined, so a few forks may see one. */
static void test_workers_are_joined(const wc_text *text)
{
    const int before = threads_now();
    size_t late = 0;
    for (int i = 0; i < FORKS; i++) {
        count_threaded(text, "is", 7, UINT64_MAX);
        const pid_t child = fork();
        if (child == 0) {
            _exit(0);
        }
        waitpid(child, NULL, 0);
        late += threads_at_fork != before;
    }
    check(late <= FORKS / 4, "forks with threads", FORKS / 4, late);
}

void test_pool(bool emulated)
{
    wc_text text = long_text(WORDS);
    if (!emulated) {
        test_first_calls(&text, how_often(200, 5000)); /* before anything starts workers */
        test_workers_are_joined(&text);
    }
    const unsigned threads[] = {1, 2, 3, 7, WC_MAX_THREADS, 1000000};
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        for (size_t w = 0; w < 2; w++) {
            const size_t got = count_threaded(&text, w ? "is" : "as", threads[i], UINT64_MAX);
            check(got == WORDS, "threads", WORDS, got);
        }
    }
    test_callers_and_forks(&text, emulated ? 0 : 2);
    free((void *)text.units);
}
