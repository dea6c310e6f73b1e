/* Counting in regular files, by the pool: one long file in blocks, or many short ones, one each.
 *
 * Files are read, not mapped: a file that is cut short under a mapping kills the process. What is
 * said of budgets, forms and needles in stream.h holds here.
 */
#ifndef WORD_COUNT_FILE_H
#define WORD_COUNT_FILE_H

#include "buffers.h"
#include "stream.h"

/* A regular file read by the pool, in blocks small enough to stay in the cache. */
typedef struct {
    int descriptor;
    uint64_t begin, end; /* of the text, in bytes of the file */
    wc_form form;
    const wc_needle *needle;
    size_t block; /* positions in a block */
    wc_buffers buffers;
    uint64_t position; /* all words that begin before this one are counted, in units */
    size_t count;      /* of these words */
} wc_file;

/* Begins to count the bytes [begin, end) of a file. What is cut off the file while it is read has
 * no words; what is added after `end` is not looked at. Takes 256 KiB for each of at most 31
 * threads, or a few buffers of three times the needle's length. Returns false if memory is
 * refused; the file then holds nothing. The descriptor's own position is neither used nor moved. */
bool wc_file_begin(wc_file *file, int descriptor, uint64_t begin, uint64_t end,
                   const wc_needle *needle, wc_form form, unsigned threads);

/* Counts on with up to `threads` threads, the caller among them. No other reads after it. */
wc_outcome wc_file_count_on(wc_file *file, unsigned threads, uint64_t budget_ns);

void wc_file_release(wc_file *file);

/* What came of one of many files. */
typedef struct {
    enum {
        WC_COUNTED,
        WC_UNREADABLE, /* `error` says why */
        WC_UNSUITED,   /* longer than a buffer, or no regular file: not read */
    } state;
    int error; /* an errno */
    size_t count;
} wc_file_result;

/* Many files, each short enough for one thread to read at once. */
typedef struct {
    const char *const *paths;
    wc_file_result *results; /* of as many */
    size_t length;
    const wc_needle *needle; /* for bytes */
    bool skip_bom; /* a file's UTF-8 byte order mark is no text: set once it is begun, or false */
    wc_buffers buffers;
    size_t position; /* the files before this one are counted */
} wc_files;

/* Begins to count in `length` files, each by itself. Memory is as for a file. */
bool wc_files_begin(wc_files *files, const char *const *paths, wc_file_result *results,
                    size_t length, const wc_needle *needle, unsigned threads);

/* Counts on with up to `threads` threads, the caller among them: WC_DONE or WC_MORE. */
wc_outcome wc_files_count_on(wc_files *files, unsigned threads, uint64_t budget_ns);

void wc_files_release(wc_files *files);

#endif
