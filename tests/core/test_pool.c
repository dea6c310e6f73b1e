/* The pool: any number of threads, many callers, and forks among them. */
#define _GNU_SOURCE
#include "check.h"

#include <dirent.h>
#include <pthread.h>
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
    wc_needle needle;
    const wc_text word = {letters, strlen(letters), 1};
    if (!wc_needle_prepare(&needle, &word, text->width)) {
        abort();
    }
    wc_progress progress = {0, 0};
    while (!wc_count_on(text, &needle, threads, budget_ns, &progress)) {
    }
    wc_needle_release(&needle);
    return progress.count;
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

/* Run after the pool's own handler: the first to be registered is the last to be run. */
static void see_threads_at_fork(void)
{
    threads_at_fork = threads_now();
}

/* The workers are gone, not going, when a fork begins. */
static void test_workers_are_joined(const wc_text *text)
{
    const int before = threads_now();
    pthread_atfork(see_threads_at_fork, NULL, NULL);
    for (int i = 0; i < FORKS; i++) {
        count_threaded(text, "is", 7, UINT64_MAX);
        const pid_t child = fork();
        if (child == 0) {
            _exit(0);
        }
        waitpid(child, NULL, 0);
        check(threads_at_fork == before, "threads at a fork", (size_t)before,
              (size_t)threads_at_fork);
    }
}

void test_pool(bool emulated)
{
    wc_text text = long_text(WORDS);
    if (!emulated) {
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
