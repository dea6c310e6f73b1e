/* The functions of the module that read what they count. */
#ifndef WORD_COUNT_READING_H
#define WORD_COUNT_READING_H

#include <Python.h>

extern const char wc_count_file_doc[], wc_count_files_doc[], wc_count_descriptor_doc[],
    wc_count_blocks_doc[];

PyObject *wc_py_count_file(PyObject *module, PyObject *args);
PyObject *wc_py_count_files(PyObject *module, PyObject *args);
PyObject *wc_py_count_descriptor(PyObject *module, PyObject *args);
PyObject *wc_py_count_blocks(PyObject *module, PyObject *args);

#endif
