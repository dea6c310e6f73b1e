#include "check.h"

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

static uint64_t random_state = 88172645463325252U;

/* Marsaglia's xorshift64: the same numbers on every run and machine. */
size_t random_below(size_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)(random_state % n);
}

void put_unit(void *units, unsigned width, size_t i, uint32_t unit)
{
    switch (width) {
    case 1:
        ((uint8_t *)units)[i] = (uint8_t)unit;
        break;
    case 2:
        ((uint16_t *)units)[i] = (uint16_t)unit;
        break;
    default:
        ((uint32_t *)units)[i] = unit;
    }
}

static const wc_words lines = {0};

wc_needle prepare(const wc_text *word, unsigned width)
{
    wc_needle needle;
    wc_needle_prepare(&needle, word, width, &lines);
    return needle;
}

size_t count_whole(const wc_text *text, const wc_text *word, const wc_words *words)
{
    wc_needle needle;
    wc_needle_prepare(&needle, word, text->width, words ? words : &lines);
    return wc_count(text, &needle, 0, text->length + 1);
}

size_t count_in_parts(const wc_text *text, const wc_text *word, const wc_words *words)
{
    wc_needle needle;
    wc_needle_prepare(&needle, word, text->width, words ? words : &lines);
    size_t count = 0;
    for (size_t begin = 0, end; begin <= text->length; begin = end) {
        end = begin + 1 + random_below(text->length + 1 - begin);
        count += wc_count(text, &needle, begin, end);
    }
    return count;
}
