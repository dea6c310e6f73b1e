/* The instances of the extension module's types. */
#ifndef WORD_COUNT_OBJECTS_H
#define WORD_COUNT_OBJECTS_H

#include <Python.h>

#include "tasks.h"

/* Never changed once it is made: any number of threads may use it. */
typedef struct {
    PyObject_HEAD void *units; /* its own copy of the word's, aligned */
    wc_needle needle;
    wc_unit_format format; /* of the texts */
} wc_py_needle;

#endif
