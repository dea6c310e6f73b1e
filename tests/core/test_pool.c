/* The pool: any number of threads, many callers, and forks among them. */
#define _GNU_SOURCE
#include "check.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* TSan cannot follow threads into a forked child. */
#if defined(__SANITIZE_THREAD__)
enum { FORKS = 0 };
#else
enum { FORKS = 50 };
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
    pthread_t callers[8];
    for (int i = 0; i < 8; i++) {
        pthread_create(&callers[i], NULL, count_again_and_again, &text);
    }
    for (int i = 0; i < FORKS; i++) {
        const pid_t child = fork();
        if (child == 0) {
            alarm(20);
            _exit(count_threaded(&text, "is", 4, UINT64_MAX) == WORDS ? 0 : 1);
        }
        int status = -1;
        waitpid(child, &status, 0);
        check(status == 0, "child's exit status", 0, (size_t)status);
    }
    for (int i = 0; i < 8; i++) {
        void *wrong;
        pthread_join(callers[i], &wrong);
        check(!wrong, "wrong counts of a caller", 0, (size_t)wrong);
    }
    free((void *)text.units);
}
