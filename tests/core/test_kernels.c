/* Every kernel against the plain reference: all small texts, random ones, and texts that lie
 * where memory ends. */
#define _GNU_SOURCE
#include "check.h"
#include "reference.h"
#include "rules.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Text number `n` of those of `length` units over `alphabet`. */
static wc_text nth_text(void *units, unsigned width, size_t n, size_t length, const char *alphabet)
{
    const size_t letters = strlen(alphabet);
    for (size_t i = 0; i < length; i++, n /= letters) {
        wc_put_unit(units, width, i, (unsigned char)alphabet[n % letters]);
    }
    return (wc_text){units, length, width};
}

static size_t power(size_t base, size_t exponent)
{
    return exponent ? base * power(base, exponent - 1) : 1;
}

/* Every text of up to 6 units with every needle of up to 3, over the units that matter. */
static void test_small_texts(unsigned width)
{
    uint32_t units[8], word_units[4];
    const char *alphabet = "a \n\r";
    const size_t most = how_much == RUN_BRIEFLY ? 5 : 6;
    for (size_t length = 0; length <= most; length++) {
        for (size_t n = 0; n < power(4, length); n++) {
            const wc_text text = nth_text(units, width, n, length, alphabet);
            for (size_t word_length = 0; word_length <= 3; word_length++) {
                for (size_t w = 0; w < power(4, word_length); w++) {
                    const wc_text word = nth_text(word_units, width, w, word_length, alphabet);
                    check_kernels("small text", &text, &word, NULL, true);
                }
            }
        }
    }
}

/* Texts of up to 1000 units dense with the needle and with near misses of it. */
static void test_random_texts(unsigned width, size_t rounds)
{
    enum { MOST = 1000, ALIGNMENTS = 64, LONGEST = 400 };
    unsigned char *memory = malloc((MOST + ALIGNMENTS) * sizeof(uint32_t));
    uint32_t word_units[LONGEST];
    const char *separators = "  \n\r\n";
    for (size_t round = 0; round < rounds; round++) {
        void *units = memory + random_below(ALIGNMENTS) * width;
        const size_t word_length = random_below(round % 4 ? 8 : round % 8 ? 80 : LONGEST);
        const wc_text word = {word_units, word_length, width};
        for (size_t i = 0; i < word_length; i++) {
            wc_put_unit(word_units, width, i,
                        random_below(8) ? 'a' + (uint32_t)random_below(2) : '\r');
        }
        const size_t length = random_below(MOST);
        for (size_t i = 0; i < length;) {
            for (size_t k = 0; k < word_length && i < length; k++, i++) {
                const bool miss = random_below(4 * word_length) == 0;
                wc_put_unit(units, width, i, miss ? 'c' : reference_unit(&word, k));
            }
            if (i < length) {
                wc_put_unit(units, width, i++, (unsigned char)separators[random_below(5)]);
            }
        }
        const wc_text text = {units, length, width};
        check_kernels("random text", &text, &word, NULL, true);
    }
    free(memory);
}

/* Texts of many blocks that are dense with short needles and words that begin like them, in lines
 * that end in one way or the other: what runs of blocks leave for later (count_template.h). */
static void test_dense_texts(unsigned width, const wc_words *words, size_t rounds)
{
    enum { LENGTH = 30000, LONGEST = 8 };
    uint32_t *units = malloc(LENGTH * sizeof *units), word_units[LONGEST];
    const char *ends[] = {" ", "\n", "n ", "\r\n", "\r ", "\r\r\n", "\rn "};
    for (size_t round = 0; round < rounds; round++) {
        const size_t word_length = 1 + round % LONGEST;
        /* In some texts no "\r\n", in others it begins far into the text, and ends there. */
        const size_t begin = random_below(2) ? random_below(LENGTH) : LENGTH;
        const size_t end = begin + random_below(LENGTH);
        for (size_t i = 0; i < word_length; i++) {
            wc_put_unit(word_units, width, i, (unsigned char)"thethere"[i]);
        }
        const wc_text word = {word_units, word_length, width};
        for (size_t i = 0; i < LENGTH;) {
            for (size_t k = 0; k < word_length && i < LENGTH; k++, i++) {
                wc_put_unit(units, width, i, random_below(40) ? reference_unit(&word, k) : 'c');
            }
            for (size_t gap = random_below(4) ? 0 : random_below(200); gap && i < LENGTH; gap--) {
                wc_put_unit(units, width, i++, gap > 1 ? 'c' : ' ');
            }
            const char *unit = ends[random_below(i >= begin && i < end ? 7 : 3)];
            for (; *unit && i < LENGTH; unit++, i++) {
                wc_put_unit(units, width, i, (unsigned char)*unit);
            }
        }
        const wc_text text = {units, LENGTH, width};
        check_kernels("dense text", &text, &word, words, true);
    }
    free(units);
}

enum { MOST_WORD = 70, MOST_TEXT = 300, MOST_GAP = 64 };

/* The needle of `word_length` "a", and a text of `length` units dense with it. */
static void make_text_of(size_t word_length, void *units, unsigned width, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        wc_put_unit(units, width, i, i % (word_length + 1) < word_length ? 'a' : ' ');
    }
}

/* The text put `gap` bytes before the end of the readable page, and as far after its start. What
 * lies in the gap would be read as more of the word or as its end, by who reads it. */
static void test_at_edges(char *page, size_t size, size_t gap, const wc_text *text,
                          const wc_text *word, size_t want)
{
    const size_t bytes = text->length * text->width;
    char *const places[] = {page + size - gap - bytes, page + gap};
    for (int fill = 0; fill < 2; fill++) {
        memset(page, fill ? 'a' : ' ', gap);
        memset(page + size - gap, fill ? 'a' : ' ', gap);
        for (int i = 0; i < 2; i++) {
            memcpy(places[i], text->units, bytes);
            const wc_text there = {places[i], text->length, text->width};
            const size_t got = count_whole(&there, word, NULL);
            check(got == want, "text at a page's edge", want, got);
        }
    }
}

/* Texts that end, or begin, where the readable memory does, or 1 to 63 bytes from there: so each
 * length is met at every alignment. */
static void test_page_edges(unsigned width)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *memory = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory + page, page, PROT_READ | PROT_WRITE) != 0) {
        abort();
    }
    uint32_t word_units[MOST_WORD], units[MOST_TEXT];
    for (size_t word_length = 0; word_length <= MOST_WORD; word_length++) {
        make_text_of(word_length, word_units, width, word_length);
        const wc_text word = {word_units, word_length, width};
        const size_t longer = how_much == RUN_BRIEFLY ? 10 : 1;
        for (size_t length = 0; length <= MOST_TEXT; length += 1 + random_below(longer)) {
            make_text_of(word_length, units, width, length);
            const wc_text text = {units, length, width};
            const size_t want = reference_count(&text, &word, NULL);
            const size_t step = how_much == RUN_ALL ? 1 : 1 + random_below(MOST_GAP);
            for (size_t gap = 0; gap < MOST_GAP; gap += step * width) {
                test_at_edges(memory + page, page, gap, &text, &word, want);
            }
        }
    }
    munmap(memory, 3 * page);
}

/* Words that overlapping candidates look like: their ends match every few units, with separators
 * between them; and in one text of two the word itself. */
static void test_overlapping_candidates(unsigned width, size_t rounds)
{
    enum { MOST = 600, LONGEST = 140 };
    uint32_t units[MOST], word_units[LONGEST];
    for (size_t round = 0; round < rounds; round++) {
        const size_t word_length = 14 + random_below(LONGEST - 14), period = 2 + random_below(20);
        for (size_t i = 0; i < word_length; i++) {
            const uint32_t unit = i % period ? 'a' + (uint32_t)random_below(2) : 'a';
            wc_put_unit(word_units, width, i, unit);
        }
        const wc_text word = {word_units, word_length, width};
        const size_t length = random_below(MOST);
        for (size_t i = 0; i < length; i++) {
            const bool separates = i % period == period - 1;
            const uint32_t unit = reference_unit(&word, i % period);
            wc_put_unit(units, width, i, separates ? random_below(9) ? ' ' : '\n' : unit);
        }
        if (round % 2 && word_length < length) {
            const size_t at = random_below(length - word_length);
            memcpy((char *)units + at * width, word_units, word_length * width);
        }
        const wc_text text = {units, length, width};
        check_kernels("overlapping candidates", &text, &word, NULL, true);
    }
}

/* Needles longer than is looked through when they are prepared, with or without a separator in
 * the rest, and in every width that the text's can be met by. */
static void test_long_needles(unsigned width)
{
    enum { LENGTH = 5000, WORDS = 3 };
    uint32_t *units = malloc(WORDS * (LENGTH + 1) * sizeof *units), word_units[LENGTH];
    for (unsigned own = 1; own <= 4; own *= 2) {
        for (size_t place = 0; place < 3; place++) {
            for (size_t i = 0; i < WORDS * (LENGTH + 1); i++) {
                const uint32_t unit = i % (LENGTH + 1) == LENGTH ? ' ' : 'a' + (uint32_t)(i % 3);
                wc_put_unit(units, width, i, unit);
            }
            for (size_t i = 0; i < LENGTH; i++) {
                wc_put_unit(word_units, own, i, 'a' + (uint32_t)(i % 3));
            }
            const size_t at[] = {0, LENGTH - 2, LENGTH - 500}; /* 0: nowhere */
            for (size_t k = 0; at[place] && k < WORDS; k++) {
                wc_put_unit(units, width, k * (LENGTH + 1) + at[place], ' ');
                wc_put_unit(word_units, own, at[place], ' ');
            }
            const wc_text text = {units, WORDS * (LENGTH + 1), width};
            const wc_text word = {word_units, LENGTH, own};
            check_kernels("long needle", &text, &word, NULL, true);
        }
    }
    free(units);
}

/* A needle in another width than the text's, and one that the text's width cannot hold. */
static void test_widening(void)
{
    const uint8_t narrow[] = {'a', 0xe9, 'a'};
    const uint16_t middle[] = {'a', 0xe9, 'a', ' ', 'a', 0xe9, 'a', '\n', 0x3bb};
    const uint32_t wide[] = {'a', 0xe9, 'a', ' ', 'a', 0xe9, 'a', '\n', 0x1f600};
    const wc_text texts[] = {{narrow, 3, 1}, {middle, 9, 2}, {wide, 9, 4}};
    const wc_text words[] = {{narrow, 3, 1}, {middle, 3, 2}, {wide, 3, 4}};
    for (int t = 0; t < 3; t++) {
        for (int w = 0; w < 3; w++) {
            const size_t want = t == 0 ? 1 : 2, got = count_whole(&texts[t], &words[w], NULL);
            check(got == want, "needle of another width", want, got);
        }
    }
    const wc_text outside = {wide + 8, 1, 4};
    for (int t = 0; t < 3; t++) {
        const size_t want = t == 2, got = count_whole(&texts[t], &outside, NULL);
        check(got == want, "needle outside the width", want, got);
    }
}

void test_kernels(void)
{
    for (unsigned width = 1; width <= 4; width *= 2) {
        test_small_texts(width);
        test_random_texts(width, how_often(5000, 20000));
        test_dense_texts(width, NULL, how_often(40, 400));
        for (size_t r = 0; r < RULES; r++) {
            if (!rule(r)->is_utf8) {
                test_dense_texts(width, rule(r), how_often(10, 100));
            }
        }
        test_overlapping_candidates(width, how_often(2000, 20000));
        test_long_needles(width);
    }
    const char *name;
    for (size_t i = 0; (name = wc_kernel_list(i)); i++) {
        wc_kernel_choose(name);
        for (unsigned width = 1; width <= 4; width *= 2) {
            test_page_edges(width);
        }
        test_widening();
    }
    check(!wc_kernel_choose("none such"), "unknown kernel", 0, 1);
    wc_kernel_choose(NULL);
}
