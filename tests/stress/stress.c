/* The pool under stress, for ThreadSanitizer and for hours: many callers at once with texts of
 * mixed sizes, numbers of threads and budgets, while forks retire the workers again and again and
 * starting new ones fails at random.
 *
 *   stress [SECONDS]    5 by default; prints how many counts it made, and exits with 1 if one
 *                       was wrong
 *
 * Linked with --wrap=pthread_create, so that the pool's calls of it come here.
 */
#define _POSIX_C_SOURCE 200809L
#include "tasks.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CALLERS = 16, LARGEST = 8 * 1024 * 1024 };

static const char line[] = "is as is\r\n"; /* two words "is", one "as", in ten units */

static char text_units[LARGEST];
static const wc_words lines; /* and single spaces */
static atomic_bool refuse_some, over;
static atomic_ulong counts, wrong, refused, started;

typedef void *thread_function(void *);
int __real_pthread_create(pthread_t *, const pthread_attr_t *, thread_function *, void *);
int __wrap_pthread_create(pthread_t *, const pthread_attr_t *, thread_function *, void *);

/* xorshift64 (Marsaglia, 2003), with a state for each thread. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          thread_function *function, void *argument)
{
    static _Thread_local uint64_t state = 1;
    state += (uintptr_t)&state;
    if (atomic_load(&refuse_some) && next_random(&state) % 2) {
        atomic_fetch_add(&refused, 1);
        return EAGAIN;
    }
    atomic_fetch_add(&started, 1);
    return __real_pthread_create(thread, attributes, function, argument);
}

/* One count; whether it is right. Most texts are short, as most are in life. */
static bool count_once(uint64_t *state)
{
    const size_t line_count = next_random(state) % (next_random(state) % 4 ? 2000 : LARGEST / 10);
    const wc_text text = {text_units, line_count * strlen(line), 1};
    const bool is = next_random(state) % 2;
    const wc_text word = {is ? "is" : "as", 2, 1};
    wc_needle needle;
    wc_needle_prepare(&needle, &word, 1, &lines);
    const unsigned threads = 1 + (unsigned)(next_random(state) % 9);
    const uint64_t budget_ns = next_random(state) % 3 ? UINT64_MAX : next_random(state) % 2000000;
    atomic_size_t count = 0;
    wc_counter counter;
    wc_memory memory;
    wc_counter_init(&counter, &needle, 1, &count);
    wc_memory_begin(&memory, &text, &counter.sink);
    while (wc_resume(&memory.task, threads, budget_ns) == WC_MORE) {
    }
    return count == (is ? 2 : 1) * line_count;
}

static void *call_again_and_again(void *seed)
{
    uint64_t state = (uintptr_t)seed * 0x9e3779b97f4a7c15U;
    while (!atomic_load(&over)) {
        atomic_fetch_add(count_once(&state) ? &counts : &wrong, 1);
    }
    return NULL;
}

/* A child that does nothing: what is tested is what the parent does before and after. */
static void fork_once(void)
{
    const pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    if (status != 0) {
        atomic_fetch_add(&wrong, 1);
    }
}

int main(int count, char **arguments)
{
    const time_t seconds = count > 1 ? atol(arguments[1]) : 5;
    for (size_t i = 0; i < LARGEST; i++) {
        text_units[i] = line[i % strlen(line)];
    }
    pthread_t callers[CALLERS];
    for (uintptr_t i = 0; i < CALLERS; i++) {
        if (pthread_create(&callers[i], NULL, call_again_and_again, (void *)(i + 1)) != 0) {
            return 2;
        }
    }
    atomic_store(&refuse_some, true);
    const time_t end = time(NULL) + seconds;
    while (time(NULL) < end) {
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
        fork_once();
    }
    atomic_store(&over, true);
    for (int i = 0; i < CALLERS; i++) {
        pthread_join(callers[i], NULL);
    }
    printf("%lu counts right, %lu wrong; %lu threads started, %lu refused\n", counts, wrong,
           started - CALLERS, refused);
    return wrong != 0;
}
