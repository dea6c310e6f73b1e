/* The pool: any number of threads, many callers, and forks among them. */
#define _GNU_SOURCE
#include "check.h"

#include <pthread.h>
#include <stdio.h>
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

static void *fork_again_and_again(void *text)
{
    uintptr_t wrong = 0;
    for (int i = 0; i < FORKS; i++) {
        const pid_t child = fork();
        if (child == 0) {
            alarm(20);
            /* exit, not _exit: coverage is written by it */
            exit(count_threaded(text, "is", 4, UINT64_MAX) == WORDS ? 0 : 1);
        }
        int status = -1;
        waitpid(child, &status, 0);
        wrong += status != 0;
    }
    return (void *)wrong;
}

/* Many callers at once, and three threads that fork among them. */
static void test_callers_and_forks(wc_text *text)
{
    enum { CALLERS = 8, THREADS = CALLERS + 3 };
    pthread_t threads[THREADS];
    fflush(stdout); /* or each child would print what is in its buffer */
    for (int i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], NULL,
                       i < CALLERS ? count_again_and_again : fork_again_and_again, text);
    }
    for (int i = 0; i < THREADS; i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        check(!wrong, i < CALLERS ? "wrong counts of a caller" : "wrong children", 0,
              (size_t)wrong);
    }
}

void test_pool(void)
{
    wc_text text = long_text(WORDS);
    const unsigned threads[] = {1, 2, 3, 7, WC_MAX_THREADS, 1000000};
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        for (size_t w = 0; w < 2; w++) {
            const size_t got = count_threaded(&text, w ? "is" : "as", threads[i], UINT64_MAX);
            check(got == WORDS, "threads", WORDS, got);
        }
    }
    test_callers_and_forks(&text);
    free((void *)text.units);
}
