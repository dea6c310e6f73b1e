/* The pool under stress, for ThreadSanitizer and for hours: many callers at once with texts of
 * mixed sizes, numbers of threads and budgets, who count a word or all of them, while forks retire
 * the workers again and again and starting new ones fails at random.
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

enum { CALLERS = 16, LARGEST = 8 * 1024 * 1024, NUMBERS = 100000, NUMBER_BYTES = 21 };

static const char line[] = "is as is\r\n"; /* two words "is", one "as", in ten units */

static char numbers[NUMBERS * NUMBER_BYTES]; /* a different word in each line, for no slot */

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
    const size_t length = next_random(state) % (next_random(state) % 4 ? 2000 : LARGEST / 10);
    const wc_text text = {text_units, length * strlen(line), 1};
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
    return count == (is ? 2 : 1) * length;
}

static void finish(wc_task *task, uint64_t *state)
{
    const unsigned threads = 1 + (unsigned)(next_random(state) % 9);
    const uint64_t budget_ns = next_random(state) % 3 ? UINT64_MAX : next_random(state) % 2000000;
    while (wc_resume(task, threads, budget_ns) == WC_MORE) {
    }
}

static void put_number(size_t i, char *line_of)
{
    snprintf(line_of, 64, "%08zu-is-far-away\n", i);
}

static bool has_count(const wc_tabulator *tabulator, const char *word, uint64_t want)
{
    uint64_t got;
    return wc_tabulator_count(tabulator, word, strlen(word), &got) && got == want;
}

/* One table: of lines, or of different words, so that tables grow, are divided, and are merged. */
static bool tabulate_once(uint64_t *state)
{
    const bool differ = next_random(state) % 2;
    const size_t most = next_random(state) % 4 ? 2000 : differ ? NUMBERS : LARGEST / 10;
    const size_t n = 1 + next_random(state) % most;
    const wc_text text = differ ? (wc_text){numbers, n * NUMBER_BYTES, 1}
                                : (wc_text){text_units, n * strlen(line), 1};
    wc_tabulator tabulator;
    wc_memory memory;
    wc_merge merge;
    wc_tabulator_init(&tabulator, &lines, 1, NULL);
    wc_memory_begin(&memory, &text, &tabulator.sink);
    finish(&memory.task, state);
    wc_merge_begin(&merge, &tabulator);
    finish(&merge.task, state);
    char last[64];
    put_number(n - 1, last);
    last[NUMBER_BYTES - 1] = 0; /* without its newline */
    const bool right = wc_table_size(tabulator.tables[0]) == (differ ? n : 2) &&
                       has_count(&tabulator, last, differ) &&
                       has_count(&tabulator, "is", differ ? 0 : 2 * n) &&
                       has_count(&tabulator, "as", differ ? 0 : n);
    wc_tabulator_release(&tabulator);
    return right;
}

static void *call_again_and_again(void *seed)
{
    uint64_t state = (uintptr_t)seed * 0x9e3779b97f4a7c15U;
    while (!atomic_load(&over)) {
        const bool right = next_random(&state) % 4 ? count_once(&state) : tabulate_once(&state);
        atomic_fetch_add(right ? &counts : &wrong, 1);
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
    for (size_t i = 0; i < NUMBERS; i++) {
        char number[64];
        put_number(i, number);
        memcpy(numbers + i * NUMBER_BYTES, number, NUMBER_BYTES);
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
