/* Tasks: what takes long, done on several threads and in slices of time.
 *
 * A source (a text in memory, a file, many files, a stream) hands text to a sink, piece by piece.
 * The sink does something with the words in it: a counter counts those that equal a needle.
 *
 *     wc_counter counter;
 *     wc_counter_init(&counter, &needle, 1, &count);
 *     wc_memory memory;
 *     wc_memory_begin(&memory, &text, &counter.sink);
 *     while (wc_resume(&memory.task, threads, 50 * 1000 * 1000) == WC_MORE) {
 *         ... look for signals; no thread is at work meanwhile ...
 *     }
 *
 * A task, its sink and its text are used by one caller at a time. Between two slices no worker
 * references any of them, so a task may be left unfinished.
 */
#ifndef WORD_COUNT_TASKS_H
#define WORD_COUNT_TASKS_H

#include "tables/table.h"
#include "word_count.h"

#include <stdatomic.h>

typedef enum {
    WC_DONE,   /* all of the source has been taken */
    WC_MORE,   /* time is over: resume again */
    WC_FAILED, /* the task's `error` says why; the sink's results are worth nothing */
} wc_outcome;

typedef struct wc_task wc_task;
struct wc_task {
    wc_outcome (*resume)(wc_task *task, unsigned threads, uint64_t budget_ns);
    uint64_t bytes;            /* of the source that have been taken or read */
    int error;                 /* an errno, after WC_FAILED */
    const atomic_int *failure; /* the sink's; NULL: it has none, or sinks fail each by itself */
};

/* Goes on with a task for about `budget_ns` nanoseconds, on up to `threads` threads, at least 1,
 * the caller among them. Small texts wake no workers; if threads cannot be created, fewer are used.
 * The budget can be overrun by the time of one chunk, 0.1 ms, or by what one word of many megabytes
 * takes; a wait that a signal interrupts ends at once, an interrupted read is repeated. */
static inline wc_outcome wc_resume(wc_task *task, unsigned threads, uint64_t budget_ns)
{
    const wc_outcome outcome = task->resume(task, threads, budget_ns);
    const int failure = task->failure && outcome != WC_FAILED ? *task->failure : 0;
    if (failure) {
        task->error = failure;
    }
    return failure ? WC_FAILED : outcome;
}

/* What is done with the words of a text. */
typedef struct wc_sink wc_sink;
struct wc_sink {
    /* Takes the words that begin in [begin, end) of `text`; from several threads at once, each with
     * a slot of its own. `is_over`: the text ends after its last unit, and end <= length + 1. Else
     * it goes on, and end <= length; then a word at its end may be undecided. Returns the position
     * before which all words have been taken: `end`, or that of the undecided word. It will come
     * again with the units that follow. */
    size_t (*take)(wc_sink *sink, const wc_text *text, size_t begin, size_t end, bool is_over,
                   unsigned slot);
    atomic_int failure;  /* an errno, once it can take no more; what it takes then is lost */
    size_t longest_word; /* in units; sources choose their chunks by it. 0: any length is alike */
    size_t units_before; /* that a word depends on; at most 4 */
};

/* Counts the words equal to each of some needles, which agree on what a word is. */
typedef struct {
    wc_sink sink;
    const wc_needle *needles;
    size_t length;         /* of needles and counts */
    atomic_size_t *counts; /* the caller's, zeros in the beginning */
} wc_counter;

void wc_counter_init(wc_counter *counter, const wc_needle *needles, size_t length,
                     atomic_size_t *counts);

/* Counts each of a text's words: in a table for each slot, so that threads share nothing, which are
 * merged in the end. With a vocabulary only its words are counted. Where case does not matter, what
 * is counted are words in the case that their characters fold to, as far as that fits into their
 * units. Fails with ENOMEM.
 *
 *     wc_tabulator tabulator;
 *     wc_tabulator_init(&tabulator, &words, width, NULL);
 *     ... a task with &tabulator.sink ...
 *     wc_merge merge;
 *     wc_merge_begin(&merge, &tabulator);
 *     ... merge.task ...
 *     ... wc_table_next(tabulator.tables[0], ...), which is NULL if there was no word ...
 *     wc_tabulator_release(&tabulator);
 */
typedef struct {
    wc_sink sink;
    wc_words words;
    unsigned width;                   /* bytes in a unit */
    const wc_table *vocabulary;       /* counts of 0; or NULL */
    bool folds_ascii;                 /* ASCII folds to its lower case, and nothing else of it */
    wc_table *tables[WC_MAX_THREADS]; /* one for each slot that has taken text */
} wc_tabulator;

/* Begins with no words. What `words` and `vocabulary` refer to must stay where it is. Units are of
 * `width` bytes. */
void wc_tabulator_init(wc_tabulator *tabulator, const wc_words *words, unsigned width,
                       const wc_table *vocabulary);

/* Adds the word `bytes`, of `size` bytes in whole units, to a vocabulary: as it would be counted.
 * Returns false if memory is refused; `is_new` says whether it was not in it. */
bool wc_vocabulary_add(const wc_tabulator *tabulator, wc_table *vocabulary, const void *bytes,
                       size_t size, bool *is_new);

/* How often a word of the same kind was counted, after the merge. Returns false if memory is
 * refused.
 */
bool wc_tabulator_count(const wc_tabulator *tabulator, const void *bytes, size_t size,
                        uint64_t *count);

/* Moves a merged table's words into another tabulator of the same kind, and with an equal
 * vocabulary, to be merged with its own. Returns false, and moves nothing, if memory is refused. */
bool wc_tabulator_move(wc_tabulator *tabulator, wc_tabulator *from);

void wc_tabulator_release(wc_tabulator *tabulator);

/* Adds all tables up in the first one, part by part. */
typedef struct {
    wc_task task;
    wc_tabulator *tabulator;
    bool is_prepared;
    unsigned parts;    /* of each table */
    unsigned position; /* the parts before it are merged */
} wc_merge;

void wc_merge_begin(wc_merge *merge, wc_tabulator *tabulator);

/* A text in memory. */
typedef struct {
    wc_task task;
    const wc_text *text;
    wc_sink *sink;
    size_t position; /* all words that begin before it have been taken */
} wc_memory;

void wc_memory_begin(wc_memory *memory, const wc_text *text, wc_sink *sink);

/* How bytes that are read make the units of a text. Where the last bytes are fewer than a unit they
 * stand for U+FFFD, the replacement character. */
typedef struct {
    unsigned width; /* bytes in a unit: 1, 2 or 4 */
    bool swapped;   /* they come in the order that is not the machine's */
} wc_unit_format;

/* Memory to read into, aligned to cache lines; none in the beginning. */
typedef struct {
    unsigned char *bytes;
    size_t size;
} wc_buffer;

/* More threads than that do not read faster: their buffers, of 256 KiB each, are 8 MiB. */
enum { WC_MAX_READERS = 31 };

/* Positions of a file's text, in units. */
typedef struct {
    uint64_t begin, end;
} wc_range;

/* A regular file, read by the pool's threads in pieces small enough to stay in the cache. */
typedef struct {
    wc_task task;
    wc_sink *sink;
    wc_unit_format format;
    int descriptor;
    uint64_t begin, end; /* of the text, in bytes of the file */
    uint64_t position;   /* all words that begin before it have been taken, in units ... */
    wc_range rests[WC_MAX_READERS]; /* ... but for those for which time ran out */
    unsigned rest_count;
    wc_buffer buffers[WC_MAX_READERS]; /* one for each slot */
} wc_file;

/* Begins with the bytes [begin, end) of a file, begin <= end <= INT64_MAX. Bytes truncated during
 * the read have no words; what is appended after `end` is not looked at. The descriptor's own
 * position is neither used nor moved. Memory: 256 KiB for each thread, and the length of a word
 * that is longer. */
void wc_file_begin(wc_file *file, int descriptor, uint64_t begin, uint64_t end,
                   wc_unit_format format, wc_sink *sink);

void wc_file_release(wc_file *file);

/* What became of one of many files. */
typedef struct {
    enum {
        WC_TAKEN,
        WC_UNREADABLE, /* `error` says why */
        WC_BINARY,     /* it has a NUL among its first bytes, and was not taken */
        WC_UNSUITED,   /* longer than a buffer, or no regular file: not read */
    } state;
    int error; /* an errno */
} wc_file_result;

/* The first bytes of a file, among which a NUL says that it is binary: as many as git looks at. */
enum { WC_BINARY_BYTES = 8000 };

/* Many files of bytes, each short enough for one thread to read at once. */
typedef struct {
    wc_task task;
    const char *const *paths;
    wc_sink *const *sinks;   /* one for each path; they may be the same */
    wc_file_result *results; /* one for each path */
    size_t length;
    /* For the caller to set: */
    bool skip_bom;     /* a UTF-8 byte order mark is no part of a text */
    bool skip_binary;  /* a file with a NUL among its first WC_BINARY_BYTES is no text */
    bool were_regular; /* a directory said of all paths that they are regular files */
    size_t position;   /* the files before it have been taken */
    wc_buffer buffers[WC_MAX_READERS];
} wc_files;

/* Begins with `length` files, each by itself. It never fails: results do, also for want of memory.
 */
void wc_files_begin(wc_files *files, const char *const *paths, wc_sink *const *sinks,
                    wc_file_result *results, size_t length);

void wc_files_release(wc_files *files);

/* A text that comes in pieces, taken from a window that moves along it. What is found is the same
 * for any division into pieces, and each unit is looked at once, or twice at the window's edges. */
typedef struct {
    wc_task task;
    wc_sink *sink;
    wc_unit_format format;
    int descriptor;
    wc_buffer window;
    size_t filled;   /* bytes of the window */
    size_t in_order; /* of those, the ones whose units are in the machine's order */
    size_t untaken;  /* the first position in the window whose words are not taken, in units */
} wc_stream;

/* Begins a stream. As a task it reads from a descriptor of any kind to its end, blocking or not; on
 * Linux a pipe that holds less than 256 KiB is made to hold that much, and stays so. Texts that are
 * fed need no descriptor (-1). Memory: 256 KiB, and the length of a word that is longer. */
void wc_stream_begin(wc_stream *stream, int descriptor, wc_unit_format format, wc_sink *sink);

/* Where the next bytes of the text are to be put, and in `size` how many at most, at least 1.
 * NULL, with the task's error set, if memory is refused. */
void *wc_stream_space(wc_stream *stream, size_t *size);

/* Says that the next `size` bytes have been put there. */
void wc_stream_advance(wc_stream *stream, size_t size);

/* Takes what is left, now that the text has ended. */
void wc_stream_end(wc_stream *stream);

void wc_stream_release(wc_stream *stream);

#endif
