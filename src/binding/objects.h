/* The instances of the extension module's types. None is changed once it is made: any number of
 * threads may use them. */
#ifndef WORD_COUNT_OBJECTS_H
#define WORD_COUNT_OBJECTS_H

#include <Python.h>

#include "classes.h"
#include "tasks.h"

typedef struct {
    PyObject_HEAD wc_class class;
} wc_py_class;

typedef struct {
    PyObject_HEAD wc_fold fold;
} wc_py_fold;

typedef struct {
    PyObject_HEAD void *units; /* its own copy of the word's, aligned */
    PyObject *class, *fold;    /* what the needle's words refer to, or NULL */
    wc_needle needle;
    wc_unit_format format; /* of the texts */
} wc_py_needle;

#endif
