/* Compares every kernel, in every width and over a partition, with the plain reference; and a count
 * and a table by one of the rules of a word.
 *
 * libFuzzer calls it with inputs of its making; replay.c calls it with files. An input is
 *
 *   byte 0          the needle's length
 *   bytes 1 to 4    the seed of the partition; odd: the needle is given in one byte a unit
 *   then            the needle, then the text, a unit a byte; in the text 0xff stands for the
 *                   whole needle and 0xfe for all of it but its last unit
 *
 * In wider texts a byte from 0x80 on stands for a unit that needs the width. All widths have the
 * same count, then, and one answer of the reference serves them all.
 *
 * The seed's higher bytes choose a rule of tests/core/rules.c, two widths and a kernel. For these a
 * byte from 0x80 on stands for a character of their palette, unless it is a byte of a text in
 * UTF-8.
 */
#include "reference.h"
#include "rules.h"
#include "tasks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER = 5, LONGEST_NEEDLE = UINT8_MAX, LONGEST_TEXT = 1000, SLOTS = 3 };

typedef struct {
    uint8_t needle[LONGEST_NEEDLE], text[LONGEST_TEXT];
    size_t needle_length, text_length;
    uint32_t seed;
} input;

static const wc_words lines; /* and single spaces */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void append(input *in, const uint8_t *units, size_t length)
{
    if (length <= LONGEST_TEXT - in->text_length) {
        memcpy(in->text + in->text_length, units, length);
        in->text_length += length;
    }
}

static void read_input(const uint8_t *data, size_t size, input *in)
{
    size_t length = data[0];
    length = length < size - HEADER ? length : size - HEADER;
    memcpy(&in->seed, data + 1, sizeof in->seed);
    memcpy(in->needle, data + HEADER, length);
    in->needle_length = length;
    in->text_length = 0;
    for (size_t i = HEADER + length; i < size; i++) {
        if (data[i] < 0xfe) {
            append(in, &data[i], 1);
        } else if (data[i] == 0xff || length > 0) {
            append(in, in->needle, length - (data[i] == 0xfe));
        }
    }
}

/* The bytes as units of that width, in a block of their size, so that ASan sees who leaves it. */
static void *widened(const uint8_t *bytes, size_t length, unsigned width)
{
    void *units = malloc(length > 0 ? length * width : 1);
    for (size_t i = 0; i < length; i++) {
        const uint32_t more = bytes[i] < 0x80 ? 0 : width == 1 ? 0 : width == 2 ? 0x100 : 0x10000;
        switch (width) {
        case 1:
            ((uint8_t *)units)[i] = bytes[i];
            break;
        case 2:
            ((uint16_t *)units)[i] = (uint16_t)(bytes[i] + more);
            break;
        default:
            ((uint32_t *)units)[i] = bytes[i] + more;
        }
    }
    return units;
}

static void require(size_t want, size_t got, const char *what, unsigned width)
{
    if (want != got) {
        fprintf(stderr, "%s, kernel %s, width %u: want %zu, got %zu\n", what, wc_kernel_name(),
                width, want, got);
        abort();
    }
}

/* The end of a part of the text; short parts are as likely as long ones. */
static size_t end_of_part(const wc_text *text, size_t begin, uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223; /* Knuth's constants, as in Numerical Recipes */
    const size_t part = (*seed >> 8) % (*seed >> 31 ? 8 : 600) + 1;
    return part < text->length + 1 - begin ? begin + part : text->length + 1;
}

static size_t count_in_parts(const wc_text *text, const wc_needle *needle, uint32_t seed)
{
    size_t count = 0;
    for (size_t begin = 0, end; begin <= text->length; begin = end) {
        end = end_of_part(text, begin, &seed);
        count += wc_count(text, needle, begin, end);
    }
    return count;
}

/* The width in which the needle is given: the text's, or one byte where that says the same. */
static unsigned needle_width(const input *in, unsigned width)
{
    bool ascii = true;
    for (size_t i = 0; i < in->needle_length; i++) {
        ascii = ascii && in->needle[i] < 0x80;
    }
    return ascii && in->seed % 2 ? 1 : width;
}

static void compare_in_width(const input *in, unsigned width, size_t want)
{
    const unsigned word_width = needle_width(in, width);
    void *units = widened(in->text, in->text_length, width);
    void *word_units = widened(in->needle, in->needle_length, word_width);
    const wc_text text = {units, in->text_length, width};
    const wc_text word = {word_units, in->needle_length, word_width};
    wc_needle needle;
    wc_needle_prepare(&needle, &word, width, &lines);
    const char *kernel;
    for (size_t i = 0; (kernel = wc_kernel_list(i)); i++) {
        wc_kernel_choose(kernel);
        require(want, wc_count(&text, &needle, 0, text.length + 1), "whole", width);
        require(want, count_in_parts(&text, &needle, in->seed), "in parts", width);
    }
    free(word_units);
    free(units);
}

/* The bytes as a text for a rule, in a block of its size. */
static wc_text text_for(const wc_words *words, const uint8_t *bytes, size_t length, unsigned width,
                        bool as_bytes)
{
    uint32_t characters[LONGEST_TEXT];
    uint8_t units[4 * LONGEST_TEXT];
    for (size_t i = 0; i < length; i++) {
        const bool is_other = bytes[i] >= 0x80 && !as_bytes;
        characters[i] = is_other ? palette[bytes[i] % palette_length] : bytes[i];
    }
    const bool encodes = words->is_utf8 && !as_bytes;
    wc_text text = text_of_characters(characters, length, width, encodes, units);
    const size_t size = text.length * text.width;
    void *copy = malloc(size > 0 ? size : 1);
    memcpy(copy, units, size);
    text.units = copy;
    return text;
}

/* Each of the table's words has the reference's count, and together they are all. */
static void compare_table(const wc_text *text, const wc_words *words, uint32_t seed)
{
    wc_tabulator tabulator;
    wc_merge merge;
    wc_tabulator_init(&tabulator, words, text->width, NULL);
    for (size_t begin = 0, end; begin <= text->length; begin = end) {
        end = end_of_part(text, begin, &seed);
        tabulator.sink.take(&tabulator.sink, text, begin, end, true, seed % SLOTS);
    }
    wc_merge_begin(&merge, &tabulator);
    while (wc_resume(&merge.task, 1, 0) == WC_MORE) {
    }
    size_t total = 0;
    wc_entry entry;
    for (wc_cursor cursor = {0};
         tabulator.tables[0] && wc_table_next(tabulator.tables[0], &cursor, &entry);) {
        const wc_text word = {entry.bytes, entry.size / text->width, text->width};
        require(reference_count(text, &word, words), entry.count, "of a table", text->width);
        total += entry.count;
    }
    require(reference_count(text, NULL, words), total, "all of a table", text->width);
    wc_tabulator_release(&tabulator);
}

static void compare_by_rule(const input *in)
{
    enum { MOST = 300 }; /* units: each word takes a pass of the reference */
    const wc_words *words = rule(in->seed / 0x100 % RULES);
    const unsigned widths = words->is_utf8 ? 0 : in->seed / 0x10000 % 9; /* two, of three each */
    const unsigned width = 1U << widths % 3, word_width = 1U << widths / 3;
    const bool as_bytes = in->seed / 0x10000 % 2 && width == 1;
    size_t kernels = 0;
    while (wc_kernel_list(kernels)) {
        kernels++;
    }
    wc_kernel_choose(wc_kernel_list(in->seed / 0x1000000 % kernels));
    const size_t length = in->text_length < MOST ? in->text_length : MOST;
    const wc_text text = text_for(words, in->text, length, width, as_bytes);
    const wc_text word = text_for(words, in->needle, in->needle_length, word_width, as_bytes);
    wc_needle needle;
    wc_needle_prepare(&needle, &word, width, words);
    const size_t want = reference_count(&text, &word, words);
    require(want, wc_count(&text, &needle, 0, text.length + 1), "by a rule", width);
    require(want, count_in_parts(&text, &needle, in->seed), "by a rule, in parts", width);
    compare_table(&text, words, in->seed);
    free((void *)text.units);
    free((void *)word.units);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < HEADER) {
        return 0;
    }
    static input in;
    read_input(data, size, &in);
    const wc_text text = {in.text, in.text_length, 1}, word = {in.needle, in.needle_length, 1};
    const size_t want = reference_count(&text, &word, NULL);
    for (unsigned width = 1; width <= 4; width *= 2) {
        compare_in_width(&in, width, want);
    }
    compare_by_rule(&in);
    return 0;
}
