/* Tables of words: every kernel, any division of a text, against the plain reference. */
#include "check.h"
#include "reference.h"
#include "rules.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TEXT = 1500, SLOTS = 4 };

/* Words of a few letters, and a long one now and then. */
static size_t make_text(uint32_t *characters)
{
    const size_t length = random_below(MOST_TEXT), few = 1 + random_below(palette_length);
    for (size_t i = 0; i < length;) {
        const size_t word = random_below(40) ? random_below(7) : random_below(300);
        for (size_t k = 0; k < word && i < length; k++) {
            characters[i++] = palette[random_below(few)];
        }
        if (i < length) {
            characters[i++] = random_below(4) ? ' ' : palette[random_below(palette_length)];
        }
    }
    return length;
}

static void run(wc_task *task)
{
    while (wc_resume(task, 2, random_below(3) ? UINT64_MAX : 0) == WC_MORE) {
    }
}

static void merge(wc_tabulator *tabulator)
{
    wc_merge merge;
    wc_merge_begin(&merge, tabulator);
    run(&merge.task);
}

/* Each word has the reference's count, and together they are all the text's words. */
static void check_table(const wc_tabulator *tabulator, const wc_text *text, const char *what)
{
    size_t total = 0;
    wc_entry entry;
    for (wc_cursor cursor = {0};
         tabulator->tables[0] && wc_table_next(tabulator->tables[0], &cursor, &entry);) {
        void *units = malloc(entry.size + 1);
        memcpy(units, entry.bytes, entry.size);
        const wc_text word = {units, entry.size / text->width, text->width};
        const size_t want = reference_count(text, &word, &tabulator->words);
        uint64_t got = 0;
        check(want == entry.count, what, want, (size_t)entry.count);
        check(wc_tabulator_count(tabulator, units, entry.size, &got), what, 1, 0);
        check(want == got, what, want, (size_t)got);
        total += entry.count;
        free(units);
    }
    const size_t want = reference_count(text, NULL, &tabulator->words);
    check(total == want, what, want, total);
}

/* Any partition, each part by any slot. */
static void check_parts(const wc_text *text, const wc_words *words)
{
    wc_tabulator tabulator;
    wc_tabulator_init(&tabulator, words, text->width, NULL);
    const size_t most = 1 + random_below(text->length + 1);
    for (size_t begin = 0, end; begin <= text->length; begin = end) {
        end = begin + 1 + random_below(most);
        end = end < text->length + 1 ? end : text->length + 1;
        const unsigned slot = (unsigned)random_below(SLOTS);
        const size_t to = tabulator.sink.take(&tabulator.sink, text, begin, end, true, slot);
        check(to == end, "taken to the end", end, to);
    }
    merge(&tabulator);
    check_table(&tabulator, text, "words of parts");
    wc_tabulator_release(&tabulator);
}

/* What is left undecided comes again, with more of the text. */
static void check_prefixes(const wc_text *text, const wc_words *words)
{
    wc_tabulator tabulator;
    wc_tabulator_init(&tabulator, words, text->width, NULL);
    size_t begin = 0, there = 0;
    while (there < text->length) {
        there += 1 + random_below(random_below(3) ? 9 : 300);
        there = there < text->length ? there : text->length;
        unsigned char *copy = malloc(there * text->width); /* to be read no farther */
        memcpy(copy, text->units, there * text->width);
        const wc_text prefix = {copy, there, text->width};
        begin = tabulator.sink.take(&tabulator.sink, &prefix, begin, there, false, 0);
        check(begin <= there, "undecided", there, begin);
        free(copy);
    }
    tabulator.sink.take(&tabulator.sink, text, begin, text->length + 1, true, 0);
    merge(&tabulator);
    check_table(&tabulator, text, "words of prefixes");
    wc_tabulator_release(&tabulator);
}

static void check_stream(const wc_text *text, const wc_words *words)
{
    wc_tabulator tabulator;
    wc_stream stream;
    wc_tabulator_init(&tabulator, words, text->width, NULL);
    wc_stream_begin(&stream, -1, (wc_unit_format){text->width, false}, &tabulator.sink);
    const size_t bytes = text->length * text->width;
    for (size_t done = 0; done < bytes;) {
        size_t size;
        void *space = wc_stream_space(&stream, &size);
        const size_t piece = 1 + random_below(50);
        size = size < piece ? size : piece;
        size = size < bytes - done ? size : bytes - done;
        memcpy(space, (const char *)text->units + done, size);
        wc_stream_advance(&stream, size);
        done += size;
    }
    wc_stream_end(&stream);
    wc_stream_release(&stream);
    merge(&tabulator);
    check_table(&tabulator, text, "words of a stream");
    wc_tabulator_release(&tabulator);
}

/* Some of the text's words, and others. */
static void check_vocabulary(const wc_text *text, const wc_words *words)
{
    wc_tabulator all, some;
    wc_table vocabulary;
    wc_tabulator_init(&all, words, text->width, NULL);
    all.sink.take(&all.sink, text, 0, text->length + 1, true, 0);
    wc_tabulator_init(&some, words, text->width, &vocabulary);
    bool is_new, right = wc_table_make(&vocabulary);
    size_t known = 0;
    wc_entry entry;
    for (wc_cursor cursor = {0}; all.tables[0] && wc_table_next(all.tables[0], &cursor, &entry);) {
        if (random_below(2)) {
            right &= wc_vocabulary_add(&some, &vocabulary, entry.bytes, entry.size, &is_new);
            known += is_new;
            right &= wc_vocabulary_add(&some, &vocabulary, entry.bytes, entry.size, &is_new);
            check(!is_new, "a word that is known", 0, is_new);
        }
    }
    check(right, "vocabulary", 1, 0);
    for (size_t begin = 0, end; begin <= text->length; begin = end) {
        end = begin + 1 + random_below(text->length + 1 - begin);
        some.sink.take(&some.sink, text, begin, end, true, (unsigned)random_below(SLOTS));
    }
    merge(&some);
    size_t there = 0;
    for (wc_cursor cursor = {0}; wc_table_next(some.tables[0], &cursor, &entry); there++) {
        uint64_t want = 0;
        check(wc_tabulator_count(&all, entry.bytes, entry.size, &want), "memory", 1, 0);
        check(entry.count == want, "a word of the vocabulary", want, entry.count);
    }
    check(there == known, "words of the vocabulary", known, there);
    wc_tabulator_release(&all);
    wc_tabulator_release(&some);
    wc_table_release(&vocabulary);
}

static void test_random_texts(size_t rounds)
{
    uint32_t *characters = malloc(MOST_TEXT * sizeof *characters);
    unsigned char *memory = malloc(4 * MOST_TEXT + 64);
    for (size_t round = 0; round < rounds; round++) {
        for (size_t r = 0; r < RULES; r++) {
            const unsigned width = rule(r)->is_utf8 ? 1 : 1U << random_below(3);
            const size_t length = make_text(characters);
            void *units = memory + random_below(64 / width) * width;
            wc_text text = text_of_characters(characters, length, width, rule(r)->is_utf8, units);
            if (rule(r)->is_utf8 && round % 2 && text.length > 9) {
                memmove((char *)units + 4, (char *)units + 5,
                        text.length - 5); /* not well-formed */
                text.length--;
            }
            check_parts(&text, rule(r));
            check_prefixes(&text, rule(r));
            check_stream(&text, rule(r));
            check_vocabulary(&text, rule(r));
        }
    }
    free(characters);
    free(memory);
}

/* Text of `n` different words, of which each second one is too long for its slot. */
static wc_text make_numbers(size_t n, char **memory)
{
    enum { MOST = 40 };
    *memory = malloc(n * MOST + 1);
    size_t length = 0;
    for (size_t i = 0; i < n; i++) {
        const char *format = i % 2 ? "%zu " : "a word of many letters_%zu ";
        length += (size_t)snprintf(*memory + length, MOST, format, i);
    }
    return (wc_text){*memory, length, 1};
}

/* Tables that grow, are divided, and are merged with others that are not. */
static void test_growth(size_t n)
{
    char *memory;
    const wc_text text = make_numbers(n, &memory);
    for (unsigned uneven = 0; uneven < 2; uneven++) {
        wc_tabulator tabulator;
        wc_tabulator_init(&tabulator, rule(0), 1, NULL);
        wc_sink *sink = &tabulator.sink;
        const size_t middle = uneven ? text.length / 100 : text.length / 2;
        sink->take(sink, &text, 0, middle, true, uneven);
        sink->take(sink, &text, middle, text.length + 1, true, 1 - uneven);
        sink->take(sink, &text, 0, text.length + 1, true, 2 + uneven);
        merge(&tabulator);
        const size_t size = wc_table_size(tabulator.tables[0]);
        const size_t want_size = n / 2 + (n + 1) / 2 + 5; /* and "a", "word", "of", "many", "" */
        check(size == want_size, "words of many", want_size, size);
        for (size_t i = 1; i < n; i += 1 + random_below(9)) {
            char word[40];
            const int length = snprintf(word, sizeof word, "%zu", i - i % 2 + 1);
            uint64_t count;
            check(wc_tabulator_count(&tabulator, word, (size_t)length, &count), "memory", 1, 0);
            const size_t want = i - i % 2 + 1 < n ? 2 : 0;
            check(count == want, "a word of many", want, (size_t)count);
        }
        wc_tabulator_release(&tabulator);
    }
    free(memory);
}

/* A word that goes over everything, and one chunk that has it. */
static void test_long_word(void)
{
    enum { LENGTH = 3000000 };
    char *memory = malloc(LENGTH);
    memset(memory, 'x', LENGTH);
    memory[0] = ' ';
    memory[LENGTH - 1] = ' ';
    const wc_text text = {memory, LENGTH, 1};
    for (size_t r = 0; r < RULES; r++) {
        wc_tabulator tabulator;
        wc_memory source;
        wc_tabulator_init(&tabulator, rule(r), 1, NULL);
        wc_memory_begin(&source, &text, &tabulator.sink);
        run(&source.task);
        merge(&tabulator);
        uint64_t count;
        check(wc_tabulator_count(&tabulator, memory + 1, LENGTH - 2, &count), "memory", 1, 0);
        const size_t want = reference_count(&text, &(wc_text){memory + 1, LENGTH - 2, 1}, rule(r));
        check(count == want, "a long word", want, (size_t)count);
        wc_tabulator_release(&tabulator);
    }
    free(memory);
}

void test_tables(void)
{
    const char *name;
    for (size_t i = 0; (name = wc_kernel_list(i)); i++) {
        wc_kernel_choose(name);
        test_random_texts(how_often(25, 1500));
        if (i == 0 || how_much == RUN_ALL) {
            test_long_word();
        }
    }
    wc_kernel_choose(NULL);
    for (size_t n = 10; n <= how_often(100000, 3000000); n *= n < 1000 ? 10 : 3) {
        test_growth(n);
    }
}
