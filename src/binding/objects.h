/* The instances of the extension module's types. All but a table are never changed once they are
 * made: any number of threads may use them. */
#ifndef WORD_COUNT_OBJECTS_H
#define WORD_COUNT_OBJECTS_H

#include <Python.h>

#include "classes.h"
#include "state.h"
#include "tasks.h"

enum { WC_PAGE = 256 }; /* characters; classes and folds have whole pages */

typedef struct {
    PyObject_HEAD wc_class class;
} wc_py_class;

/* Makes a Class of `pages` pages: the units whose bits are set, that of unit u being u % 8 of
 * bits[u / 8]. NULL with MemoryError set. */
PyObject *wc_py_class_of(PyTypeObject *type, const uint8_t *bits, unsigned pages);

typedef struct {
    PyObject_HEAD wc_fold fold;
} wc_py_fold;

typedef struct {
    PyObject_HEAD void *units; /* its own copy of the word's, aligned */
    PyObject *class, *fold;    /* what the needle's words refer to, or NULL */
    wc_needle needle;
    wc_unit_format format; /* of the texts */
} wc_py_needle;

typedef struct {
    PyObject_HEAD PyObject *class, *fold; /* what the tabulator's words refer to, or NULL */
    PyObject *words;                      /* of the vocabulary: bytes or None, a tuple, or NULL */
    wc_table vocabulary;
    wc_tabulator tabulator;
    wc_unit_format format;
    bool as_bytes; /* words become bytes */
    atomic_flag in_use;
    wc_merge merge;  /* of the tabulator's tables, ... */
    bool is_merging; /* ... which an exception has ended before it was done */
} wc_py_table;

/* What a text's units are, and what a word is in them. */
typedef struct {
    PyObject *class, *fold; /* a Class, a Fold; None or, when they are checked, NULL */
    unsigned width;         /* bytes in a unit */
    int swapped, is_utf8;
} wc_py_units;

#define WC_PY_UNITS {.class = Py_None, .fold = Py_None, .width = 1}

/* Checks them. -1 with TypeError or ValueError set. */
int wc_py_units_check(wc_py_units *units, const wc_state *state);

/* What a word is; borrows the class and the fold. */
wc_words wc_py_units_words(const wc_py_units *units);

/* Adds a word to a table's vocabulary, which is made if there is none; for `bytes` NULL only that.
 * `is_new` says whether it was not in it. -1 with MemoryError set. */
int wc_py_table_know(wc_py_table *self, const void *bytes, size_t size, bool *is_new);

/* Sees that one thread at a time uses the table, and that no table of its threads is without the
 * parts that are merged already. -1 with an exception set. */
int wc_py_begin_use(wc_py_table *self);

/* Lets others use it, and returns the result. */
PyObject *wc_py_end_use(wc_py_table *self, PyObject *result);

/* What a method without a result returns. */
static inline PyObject *wc_py_none_or_failed(bool failed)
{
    return failed ? NULL : Py_NewRef(Py_None);
}

/* table_reading.c: methods of a table. */
extern const char wc_py_take_file_doc[], wc_py_take_files_doc[];
extern const char wc_py_take_descriptor_doc[], wc_py_take_blocks_doc[];
PyObject *wc_py_take_file(PyObject *table, PyObject *args);
PyObject *wc_py_take_files(PyObject *table, PyObject *args);
PyObject *wc_py_take_descriptor(PyObject *table, PyObject *args);
PyObject *wc_py_take_blocks(PyObject *table, PyObject *blocks);

/* counts.c: from a merged table to Python's objects. NULL or -1 with an exception set: MemoryError,
 * or what a signal handler raised, which is looked for meanwhile. */
int wc_py_fill(const wc_py_table *table, PyObject *dict);
PyObject *wc_py_known(const wc_py_table *table);
PyObject *wc_py_top(const wc_py_table *table, size_t number);

/* sources.c: what is read goes to a sink. */
typedef struct {
    int descriptor; /* -1: none, for blocks */
    wc_unit_format format;
    wc_sink *sink;
} wc_py_source;

typedef struct {
    PyObject *paths;      /* a tuple of bytes */
    wc_sink *sink;        /* for all files, or NULL ... */
    wc_counter *counters; /* ... one for each file */
    int skip_bom, skip_binary, were_regular;
    PyObject *(*result)(void *context, size_t file); /* of a file that was taken; NULL: () */
    void *context;
} wc_py_files;

/* Takes the bytes [begin, end) of a regular file; or `head`, and then what the descriptor gives; or
 * all blocks of an iterable. -1 with an exception set. */
int wc_py_read_file(const wc_py_source *from, uint64_t begin, uint64_t end, const wc_py_run *how);
int wc_py_read_stream(const wc_py_source *from, const Py_buffer *head, const wc_py_run *how);
int wc_py_read_blocks(const wc_py_source *from, PyObject *blocks);

/* Takes the files. Returns a list: for each the result, or the OSError for which it could not be
 * read, or False where it is binary, or None where it is long or no regular file, and was not read.
 * NULL with an exception set. */
PyObject *wc_py_read_files(const wc_py_files *files, const wc_py_run *how);

#endif
