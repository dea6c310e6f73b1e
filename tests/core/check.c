#include "check.h"
#include "reference.h"

#include <stdio.h>

static unsigned long checks, failures;

void check(bool right, const char *what, size_t want, size_t got)
{
    checks++;
    if (!right && failures++ < 20) {
        printf("%s (kernel %s): want %zu, got %zu\n", what, wc_kernel_name(), want, got);
    }
}

int check_report(void)
{
    printf("%lu checks, %lu failures\n", checks, failures);
    return failures != 0;
}

extent how_much = RUN_ALL;

size_t how_often(size_t few, size_t many)
{
    const size_t least = few / 10 ? few / 10 : 1;
    return how_much == RUN_ALL ? many : how_much == RUN_SAMPLE ? few : least;
}

static uint64_t random_state = 88172645463325252U;

/* Marsaglia's xorshift64: the same numbers on every run and machine. */
size_t random_below(size_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)(random_state % n);
}

static const wc_words lines = {0};

/* The needle as it is compared with texts of that width. */
static wc_needle prepare_by(const wc_text *word, unsigned width, const wc_words *words)
{
    wc_needle needle;
    wc_needle_prepare(&needle, word, width, words ? words : &lines);
    return needle;
}

wc_needle prepare(const wc_text *word, unsigned width)
{
    return prepare_by(word, width, &lines);
}

static size_t count_parts(const wc_text *text, const wc_needle *needle)
{
    size_t count = 0;
    for (size_t begin = 0, end; begin <= text->length; begin = end) {
        end = begin + 1 + random_below(text->length + 1 - begin);
        count += wc_count(text, needle, begin, end);
    }
    return count;
}

size_t count_whole(const wc_text *text, const wc_text *word, const wc_words *words)
{
    const wc_needle needle = prepare_by(word, text->width, words);
    return wc_count(text, &needle, 0, text->length + 1);
}

/* As wc_kernel_list, which looks at the CPU each time. */
static const char *kernel(size_t i)
{
    enum { MOST = 16 };
    static const char *names[MOST];
    if (!names[0]) {
        for (size_t k = 0; k < MOST - 1 && (names[k] = wc_kernel_list(k)); k++) {
        }
    }
    return names[i];
}

void check_kernels(const char *what, const wc_text *text, const wc_text *word,
                   const wc_words *words, bool in_parts)
{
    const size_t want = reference_count(text, word, words);
    const wc_needle needle = prepare_by(word, text->width, words);
    for (size_t i = 0; kernel(i); i++) {
        wc_kernel_choose(kernel(i));
        const size_t whole = wc_count(text, &needle, 0, text->length + 1);
        check(whole == want, what, want, whole);
        if (in_parts) {
            const size_t parts = count_parts(text, &needle);
            check(parts == want, what, want, parts);
        }
    }
}
