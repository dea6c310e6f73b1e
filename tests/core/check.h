/* What the core's tests share: checks that are counted, texts, and counts of whole texts. */
#ifndef WORD_COUNT_CHECK_H
#define WORD_COUNT_CHECK_H

#include "tasks.h"

/* Counts a check, and prints the first failures: what was wanted, and what came instead. */
void check(bool right, const char *what, size_t want, size_t got);

/* Prints how many checks there were; the exit status that they mean. */
int check_report(void);

/* How much of what takes long is run. */
typedef enum {
    RUN_BRIEFLY, /* where it takes ten times as long: emulated, with sanitizers, counting lines */
    RUN_SAMPLE,
    RUN_ALL,
} extent;
extern extent how_much;

/* How often to do what may be done `many` times: so often if all is run; `few` times in a sample,
 * and briefly a tenth of that, once at least. */
size_t how_often(size_t few, size_t many);

/* Below n. The same numbers on every run and machine. */
size_t random_below(size_t n);

/* The words of `text` equal to `word`, by the rule of `words` (NULL: lines and single spaces),
 * counted at once. */
size_t count_whole(const wc_text *text, const wc_text *word, const wc_words *words);

/* Checks that every kernel counts as the reference does: at once, and `in_parts` cut at random.
 * Leaves the last kernel chosen. */
void check_kernels(const char *what, const wc_text *text, const wc_text *word,
                   const wc_words *words, bool in_parts);

/* Prepares a needle by the default rule. */
wc_needle prepare(const wc_text *word, unsigned width);

/* The tests of each part. `emulated`: without what qemu-user cannot do, which is to fork from
 * several threads at once, and to end a thread's own thread by the time that it is joined. */
void test_kernels(void);
void test_rules(void);
void test_tables(void);
void test_pool(bool emulated);
void test_cpus(void);
void test_sources(bool emulated);

#endif
