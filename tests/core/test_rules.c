/* Classes, folding and UTF-8: every kernel against the plain reference. */
#define _GNU_SOURCE
#include "check.h"
#include "classes.h"
#include "reference.h"
#include "rules.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MOST_WORD = 90, MOST_TEXT = 700 };

/* A character of the palette; few of them, so that texts are dense with the word. */
static uint32_t any_of(size_t few)
{
    return palette[few ? random_below(few) : random_below(palette_length)];
}

/* The same character but for case, or itself. */
static uint32_t variant_of(const wc_fold *fold, uint32_t c)
{
    const wc_variants *group = fold ? wc_fold_group(fold, c) : NULL;
    return group ? group->units[random_below(group->length)] : c;
}

/* The same, or what units of that width would hold of it. */
static uint32_t cut(uint32_t c, unsigned width)
{
    return width < 4 && random_below(2) ? c & ((UINT32_C(1) << 8 * width) - 1) : c;
}

/* Characters dense with the word, its variants, its near misses and separators. */
static size_t make_characters(const uint32_t *word, size_t word_length, const wc_fold *fold,
                              unsigned width, uint32_t *characters)
{
    const size_t length = random_below(MOST_TEXT);
    for (size_t i = 0; i < length;) {
        const bool is_word = random_below(3) > 0;
        for (size_t k = 0; is_word && k < word_length && i < length; k++) {
            const bool misses = random_below(4 * word_length) == 0;
            characters[i++] = misses ? any_of(0) : cut(variant_of(fold, word[k]), width);
        }
        for (size_t k = random_below(3); k-- > 0 && i < length;) {
            characters[i++] = any_of(0);
        }
        if (i < length) {
            characters[i++] = random_below(4) ? ' ' : '-';
        }
    }
    return length;
}

/* In UTF-8, some bytes are lost or doubled, so that what follows is not well-formed. */
static void damage(wc_text *text)
{
    uint8_t *bytes = (uint8_t *)text->units;
    for (size_t n = random_below(4); n-- > 0 && text->length > 2;) {
        const size_t at = random_below(text->length - 1);
        if (random_below(2)) {
            memmove(bytes + at, bytes + at + 1, --text->length - at);
        } else {
            bytes[at] = bytes[at + 1];
        }
    }
}

static void check_text(const wc_text *text, const wc_text *word, const wc_words *words)
{
    const char *what = words->is_utf8 ? words->fold ? "utf-8, folded" : "utf-8"
                       : words->fold  ? "folded"
                                      : "class";
    check_kernels(what, text, word, words, true);
}

static void test_random_texts(unsigned width, const wc_words *words, size_t rounds)
{
    uint32_t word[MOST_WORD], characters[MOST_TEXT];
    unsigned char word_units[4 * MOST_WORD], *memory = malloc(4 * MOST_TEXT + 64);
    for (size_t round = 0; round < rounds; round++) {
        const size_t length = random_below(round % 4 ? 7 : round % 8 ? 20 : MOST_WORD);
        const size_t few = round % 3 ? 0 : 9;
        for (size_t k = 0; k < length; k++) {
            word[k] = any_of(few);
        }
        if (length && round % 3 == 1) {
            word[random_below(length)] = round % 2 ? 0x161 : 0x10161; /* cut: 'a', or the other */
        }
        const size_t n = make_characters(word, length, words->fold, width, characters);
        const unsigned word_width = round % 2 || words->is_utf8 ? width : 1U << random_below(3);
        void *units = memory + random_below(64 / width) * width;
        wc_text text = text_of_characters(characters, n, width, words->is_utf8, units);
        wc_text needle = text_of_characters(word, length, word_width, words->is_utf8, word_units);
        if (words->is_utf8 && round % 2) {
            damage(&text);
        }
        if (words->is_utf8 && round % 16 == 1) {
            damage(&needle);
        }
        check_text(&text, &needle, words);
    }
    free(memory);
}

/* Every text of up to `most` characters with every word of up to 2, over those that matter. */
static void test_small_texts(unsigned width, const wc_words *words, size_t most)
{
    static const uint32_t alphabet[] = {'a', 'A', '-', ' ', '\n', 0xe5};
    enum { LETTERS = sizeof alphabet / sizeof *alphabet };
    uint32_t characters[5], word[2], units[16], word_units[8];
    for (size_t length = 0, texts = 1; length <= most; length++, texts *= LETTERS) {
        for (size_t t = 0; t < texts; t++) {
            for (size_t i = 0, rest = t; i < length; i++, rest /= LETTERS) {
                characters[i] = alphabet[rest % LETTERS];
            }
            const wc_text text =
                text_of_characters(characters, length, width, words->is_utf8, units);
            for (size_t w = 0; w < LETTERS * LETTERS + LETTERS; w++) {
                word[0] = alphabet[w % LETTERS];
                word[1] = alphabet[w / LETTERS % LETTERS];
                const size_t n = w < LETTERS * LETTERS ? 2 : 1;
                const wc_text needle =
                    text_of_characters(word, n, width, words->is_utf8, word_units);
                check_kernels("small text", &text, &needle, words, false);
            }
        }
    }
}

/* Texts that begin and end where the readable memory does. */
static void test_page_edges(unsigned width, const wc_words *words)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *memory = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory + page, page, PROT_READ | PROT_WRITE) != 0) {
        abort();
    }
    uint32_t word[MOST_WORD], characters[MOST_TEXT], units[MOST_TEXT], word_units[MOST_WORD];
    for (size_t round = 0; round < how_often(600, 600); round++) {
        const size_t length = 1 + random_below(round % 3 ? 5 : 70);
        for (size_t k = 0; k < length; k++) {
            word[k] = any_of(round % 2 ? 3 : 0);
        }
        const size_t n = make_characters(word, length, words->fold, width, characters);
        wc_text text = text_of_characters(characters, n, width, words->is_utf8, units);
        const wc_text needle = text_of_characters(word, length, width, words->is_utf8, word_units);
        const size_t most = page / width, bytes = (text.length < most ? text.length : most) * width;
        text.length = bytes / width;
        const size_t want = reference_count(&text, &needle, words);
        for (int end = 0; end < 2; end++) {
            char *place = end ? memory + 2 * page - bytes : memory + page;
            memcpy(place, units, bytes);
            const wc_text there = {place, text.length, width};
            const size_t got = count_whole(&there, &needle, words);
            check(got == want, "text at a page's edge", want, got);
        }
    }
    munmap(memory, 3 * page);
}

/* What classes and folding are made of comes back. */
static void test_classes(void)
{
    enum { PAGES = 0x1100 };
    uint8_t *bits = malloc(PAGES * 32);
    for (size_t i = 0; i < PAGES * 32; i++) {
        const size_t kind = i / 32 % 5; /* pages that are empty, full, and mixed */
        bits[i] = kind == 0 ? 0 : kind == 1 ? 0xff : (uint8_t)random_below(256);
    }
    for (size_t pages = 1; pages <= PAGES; pages *= 16) {
        wc_class class;
        if (!wc_class_make(&class, bits, pages)) {
            abort();
        }
        size_t wrong = 0;
        for (uint32_t unit = 0; unit < 0x120000; unit++) {
            const bool want = unit < pages * 256 && (bits[unit / 8] >> (unit % 8) & 1);
            wrong += wc_class_has(&class, unit) != want;
        }
        check(wrong == 0, "class", 0, wrong);
        wc_class_release(&class);
    }
    free(bits);
    const wc_fold *fold = rule(1)->fold;
    check(wc_fold_unit(fold, 0x212a) == 'k', "fold", 'k', wc_fold_unit(fold, 0x212a));
    check(wc_fold_unit(fold, 'c') == 'c', "no case", 'c', wc_fold_unit(fold, 'c'));
    check(wc_fold_unit(fold, UINT32_MAX) == UINT32_MAX, "no character", 1, 0);
}

void test_rules(void)
{
    const size_t small = how_much == RUN_ALL ? 5 : how_much == RUN_SAMPLE ? 4 : 3;
    test_classes();
    for (size_t r = 0; r < RULES; r++) {
        for (unsigned width = 1; width <= (rule(r)->is_utf8 ? 1 : 4); width *= 2) {
            test_small_texts(width, rule(r), small);
            test_random_texts(width, rule(r), how_often(3000, 50000));
            const char *name;
            for (size_t i = 0; (name = wc_kernel_list(i)); i++) {
                wc_kernel_choose(name);
                test_page_edges(width, rule(r));
            }
        }
    }
    wc_kernel_choose(NULL);
}
