/* From the arguments of a call to what the core counts. */
#ifndef WORD_COUNT_ARGUMENTS_H
#define WORD_COUNT_ARGUMENTS_H

#include <Python.h>

#include "state.h"

/* A call's arguments as they came by vectorcall, and the function they came to. */
typedef struct {
    PyObject *module;
    const char *function; /* its Python name */
    bool takes_threads;
    PyObject *const *values;
    Py_ssize_t positional;
    PyObject *keywords; /* names of the values after the positional ones, or NULL */
} wc_call;

/* A call's arguments, checked; to be released. The objects are borrowed from the caller, who keeps
 * them alive for as long as the call lasts; a str's data never moves or changes. The buffer of a
 * bytes-like object is held, so that it stays where it is, but other threads may write to it. */
typedef struct {
    wc_text text;                             /* the data of `contents`, where it lies */
    wc_needle needle;                         /* the same of `needle`, prepared for it */
    wc_py_rule rule;                          /* what the needle's words are */
    Py_buffer contents_buffer, needle_buffer; /* obj is NULL where a str was given */
    PyObject *threads;                        /* NULL if not given or None */
} wc_arguments;

/* Points `text` to the data of a str or a bytes-like object. The buffer is to be released if it has
 * an object. Returns -1 with an exception set, and nothing held. */
int wc_contents_read(const char *function, PyObject *contents, wc_text *text, Py_buffer *buffer);

/* Reads a call's arguments. Returns -1 with an exception set, and nothing held, if they are not
 * those of FUNCTION(contents: str, needle: str, *, words, ignore_case[, threads]), or bytes-like
 * objects for both: TypeError, ValueError for words that are no class, BufferError if one is not
 * contiguous, MemoryError, or what an object raises that is asked for its buffer or its truth. */
int wc_arguments_read(const wc_call *call, wc_arguments *arguments);

/* Gives back what the arguments hold. With the GIL. */
void wc_arguments_release(wc_arguments *arguments);

#endif
