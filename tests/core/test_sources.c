/* Streams, files and many files, where sanitizers look on; tests/test_sources.py has the rest. */
#define _GNU_SOURCE
#include "check.h"
#include "reference.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LENGTH = 1500000, FILES = 300 };

static const char word_units[] = "is";
static const wc_text word = {word_units, 2, 1};

/* Random text, dense with the word. */
static char *make_text(void)
{
    static const char *const pieces[] = {"is", "is ", " ", "\n", "\r\n", "it", "is\r\n", "s i"};
    char *text = calloc(1, LENGTH + 8);
    for (size_t i = 0; text && i < LENGTH;) {
        i += (size_t)sprintf(text + i, "%s", pieces[random_below(8)]);
    }
    return text;
}

static wc_needle make_needle(void)
{
    return prepare(&word, 1);
}

/* A file of these bytes, without a name. */
static int make_file(const char *bytes, size_t size)
{
    char path[] = "/tmp/word_count-XXXXXX";
    const int descriptor = mkstemp(path);
    if (descriptor < 0 || unlink(path) < 0 || write(descriptor, bytes, size) != (ssize_t)size) {
        abort();
    }
    return descriptor;
}

static size_t slices; /* that the latest count_file took: every other one without any time */

static size_t count_file(int descriptor, size_t size, unsigned threads, uint64_t budget_ns)
{
    const wc_needle needle = make_needle();
    atomic_size_t count = 0;
    wc_counter counter;
    wc_file file;
    wc_counter_init(&counter, &needle, 1, &count);
    wc_file_begin(&file, descriptor, 0, size, (wc_unit_format){1, false}, &counter.sink);
    wc_outcome outcome;
    for (slices = 1;; slices++) {
        outcome = wc_resume(&file.task, threads, slices % 2 ? budget_ns : 0);
        if (outcome != WC_MORE) {
            break;
        }
    }
    wc_file_release(&file);
    return outcome == WC_DONE ? count : SIZE_MAX;
}

static void test_file(const char *text, size_t want)
{
    const int descriptor = make_file(text, LENGTH);
    for (unsigned threads = 1; threads <= 5; threads += 2) {
        size_t got = count_file(descriptor, LENGTH, threads, UINT64_MAX);
        check(got == want, "file", want, got);
        got = count_file(descriptor, LENGTH, threads, 0);
        check(got == want, "file in slices", want, got);
        got = count_file(descriptor, 3 * LENGTH, threads, UINT64_MAX);
        check(got == want, "file that was longer", want, got);
    }
    close(descriptor);
    const size_t got = count_file(descriptor, LENGTH, 3, UINT64_MAX);
    check(got == SIZE_MAX, "closed file", SIZE_MAX, got);
}

/* The most that a read of a regular file gives, as a slow disk's or a network's may. */
static size_t longest_read = SIZE_MAX;

/* In place of libc's, for the core's calls in this program. */
ssize_t pread64(int descriptor, void *bytes, size_t size, off64_t offset)
{
    return syscall(SYS_pread64, descriptor, bytes, size < longest_read ? size : longest_read,
                   offset);
}

/* With no time at all, each slice is one read for each thread; what it gives is counted, and what
 * is left of the block is kept for later. */
static void test_slow_file(const char *text, size_t want)
{
    const int descriptor = make_file(text, LENGTH);
    for (unsigned threads = 1; threads <= 5; threads += 2) {
        for (longest_read = 1; longest_read <= LENGTH; longest_read *= 97) {
            const size_t size = longest_read > 10 ? LENGTH : 5000; /* a few bytes at a time */
            const wc_text part = {text, size, 1};
            const size_t expected = size < LENGTH ? reference_count(&part, &word, NULL) : want;
            size_t got = count_file(descriptor, size, threads, 1000000);
            check(got == expected, "file on a slow disk", expected, got);
            got = count_file(descriptor, size, threads, 0);
            check(got == expected, "file on a slow disk, without time", expected, got);
            const size_t least = size / longest_read / threads / 4; /* a slice ends with a word */
            check(slices >= least, "slices on a slow disk", least, slices);
        }
    }
    longest_read = SIZE_MAX;
    close(descriptor);
}

/* Where poll itself fails: for more descriptors than the process may have, even for one. */
static void test_poll_that_fails(void)
{
    const wc_needle needle = make_needle();
    struct rlimit limit, none;
    atomic_size_t count = 0;
    wc_counter counter;
    wc_stream stream;
    int ends[2];
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || pipe(ends) < 0) {
        abort();
    }
    wc_counter_init(&counter, &needle, 1, &count);
    wc_stream_begin(&stream, ends[0], (wc_unit_format){1, false}, &counter.sink);
    none = (struct rlimit){0, limit.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
    const wc_outcome outcome = wc_resume(&stream.task, 1, 1000000);
    check(outcome == WC_FAILED && stream.task.error == EINVAL, "poll fails", EINVAL,
          (size_t)stream.task.error);
    setrlimit(RLIMIT_NOFILE, &limit);
    wc_stream_release(&stream);
    close(ends[0]);
    close(ends[1]);
}

/* A pipe, whose writer is another process. */
static void test_pipe(const char *text, size_t want)
{
    int ends[2];
    if (pipe(ends) < 0) {
        abort();
    }
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        for (size_t done = 0, size; done < LENGTH; done += size) {
            size = 1 + random_below(30000);
            size = size < LENGTH - done ? size : LENGTH - done;
            if (write(ends[1], text + done, size) != (ssize_t)size) {
                _exit(1);
            }
        }
        _exit(0);
    }
    close(ends[1]);
    const wc_needle needle = make_needle();
    atomic_size_t count = 0;
    wc_counter counter;
    wc_stream stream;
    wc_counter_init(&counter, &needle, 1, &count);
    wc_stream_begin(&stream, ends[0], (wc_unit_format){1, false}, &counter.sink);
    wc_outcome outcome;
    while ((outcome = wc_resume(&stream.task, 1, 1000000)) == WC_MORE) {
    }
    check(outcome == WC_DONE && count == want, "pipe", want, count);
    check(stream.task.bytes == LENGTH, "bytes of a pipe", LENGTH, stream.task.bytes);
    wc_stream_release(&stream);
    const int folder = open("/tmp", O_RDONLY);
    const int others[] = {-1, folder}, errors[] = {EBADF, EISDIR};
    for (int i = 0; i < 2; i++) {
        wc_stream_begin(&stream, others[i], (wc_unit_format){1, false}, &counter.sink);
        outcome = wc_resume(&stream.task, 1, 1000000);
        check(outcome == WC_FAILED && stream.task.error == errors[i], "what cannot be read",
              (size_t)errors[i], (size_t)stream.task.error);
        wc_stream_release(&stream);
    }
    close(folder);
    close(ends[0]);
    waitpid(child, NULL, 0);
}

static void test_many_files(const char *text)
{
    char folder[] = "/tmp/word_count-XXXXXX", path[100];
    if (!mkdtemp(folder)) {
        abort();
    }
    const char *paths[FILES + 4];
    size_t wants[FILES];
    for (size_t i = 0; i < FILES; i++) {
        snprintf(path, sizeof path, "%s/%zu", folder, i);
        FILE *file = fopen(path, "w");
        if (!file || fwrite(text + i, 1, 20 * i, file) != 20 * i || fclose(file) != 0) {
            abort();
        }
        const wc_text part = {text + i, 20 * i, 1};
        wants[i] = reference_count(&part, &word, NULL);
        paths[i] = strdup(path);
    }
    paths[FILES] = "/nonexistent";
    paths[FILES + 1] = "/tmp";
    paths[FILES + 2] = "/proc/self/mem"; /* a regular file; at address 0 there is nothing to read */
    paths[FILES + 3] = "/proc/self/pagemap"; /* has no size, and no end that is near */
    enum { ALL = FILES + 4 };
    wc_file_result results[ALL];
    atomic_size_t counts[ALL];
    wc_counter counters[ALL];
    wc_sink *sinks[ALL];
    for (unsigned threads = 1; threads <= 4; threads++) {
        const wc_needle needle = make_needle();
        wc_files files;
        memset(results, 0xff, sizeof results);
        for (size_t i = 0; i < ALL; i++) {
            counts[i] = 0;
            wc_counter_init(&counters[i], &needle, 1, &counts[i]);
            sinks[i] = &counters[i].sink;
        }
        wc_files_begin(&files, paths, sinks, results, ALL);
        while (wc_resume(&files.task, threads, 1000000) == WC_MORE) {
        }
        wc_files_release(&files);
        for (size_t i = 0; i < FILES; i++) {
            check(results[i].state == WC_TAKEN && counts[i] == wants[i], "short file", wants[i],
                  counts[i]);
        }
        check(results[FILES].state == WC_UNREADABLE, "no file", 0, 1);
        check(results[FILES + 1].state == WC_UNSUITED, "folder", 0, 1);
        check(results[FILES + 2].state == WC_UNREADABLE, "a read that fails", 0, 1);
        check(results[FILES + 3].state == WC_UNSUITED, "a long file without a size", 0, 1);
    }
    for (size_t i = 0; i < FILES; i++) {
        unlink(paths[i]);
        free((void *)paths[i]);
    }
    rmdir(folder);
}

void test_sources(bool emulated)
{
    char *text = make_text();
    if (!text) {
        abort();
    }
    const wc_text whole = {text, LENGTH, 1};
    const size_t want = reference_count(&whole, &word, NULL);
    test_file(text, want);
    test_slow_file(text, want);
    test_pipe(text, want);
    if (!emulated) {
        test_poll_that_fails();
    }
    test_many_files(text);
    free(text);
}
