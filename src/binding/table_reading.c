/* What a word_count._native.Table takes words from: files, descriptors, blocks. */
#include "objects.h"

const char wc_py_take_file_doc[] =
    "take_file($self, descriptor, begin, end, threads, progress, name, /)\n--\n\n"
    "Take the words of a regular file; the arguments are those of count_file.";

PyObject *wc_py_take_file(PyObject *object, PyObject *args)
{
    wc_py_table *self = (wc_py_table *)object;
    int descriptor;
    unsigned long long begin, end;
    wc_py_run how = {.threads = 1};
    if (!PyArg_ParseTuple(args, "iKKIOO:take_file", &descriptor, &begin, &end, &how.threads,
                          &how.progress, &how.name)) {
        return NULL;
    }
    if (wc_py_begin_use(self) < 0) {
        return NULL;
    }
    const wc_py_source source = {descriptor, self->format, &self->tabulator.sink};
    const int failed = wc_py_read_file(&source, begin, end, &how);
    return wc_py_end_use(self, wc_py_none_or_failed(failed));
}

const char wc_py_take_descriptor_doc[] =
    "take_descriptor($self, descriptor, head, progress, name, /)\n--\n\n"
    "Take the words of what can be read; the arguments are those of count_descriptor.";

PyObject *wc_py_take_descriptor(PyObject *object, PyObject *args)
{
    wc_py_table *self = (wc_py_table *)object;
    int descriptor;
    Py_buffer head;
    wc_py_run how = {.threads = 1};
    if (!PyArg_ParseTuple(args, "iy*OO:take_descriptor", &descriptor, &head, &how.progress,
                          &how.name)) {
        return NULL;
    }
    if (wc_py_begin_use(self) < 0) {
        PyBuffer_Release(&head);
        return NULL;
    }
    const wc_py_source source = {descriptor, self->format, &self->tabulator.sink};
    const int failed = wc_py_read_stream(&source, &head, &how);
    PyBuffer_Release(&head);
    return wc_py_end_use(self, wc_py_none_or_failed(failed));
}

const char wc_py_take_blocks_doc[] = "take_blocks($self, blocks, /)\n--\n\n"
                                     "Take the words of a text in blocks, as count_blocks does.";

PyObject *wc_py_take_blocks(PyObject *object, PyObject *blocks)
{
    wc_py_table *self = (wc_py_table *)object;
    if (wc_py_begin_use(self) < 0) {
        return NULL;
    }
    const wc_py_source source = {-1, self->format, &self->tabulator.sink};
    return wc_py_end_use(self, wc_py_none_or_failed(wc_py_read_blocks(&source, blocks)));
}

const char wc_py_take_files_doc[] =
    "take_files($self, paths, threads, skip_bom=False, skip_binary=False, "
    "were_regular=False, /)\n--\n\n"
    "Take the words of many files; arguments are those of count_files. Returns a list with\n"
    "() for each file that was taken, and for others what count_files gives.";

PyObject *wc_py_take_files(PyObject *object, PyObject *args)
{
    wc_py_table *self = (wc_py_table *)object;
    wc_py_files files = {.sink = &self->tabulator.sink};
    wc_py_run how = {.threads = 1};
    if (!PyArg_ParseTuple(args, "O!I|ppp:take_files", &PyTuple_Type, &files.paths, &how.threads,
                          &files.skip_bom, &files.skip_binary, &files.were_regular)) {
        return NULL;
    }
    if (wc_py_begin_use(self) < 0) {
        return NULL;
    }
    PyObject *results = wc_py_read_files(&files, &how);
    const int failure = self->tabulator.sink.failure;
    if (results && failure) {
        Py_CLEAR(results);
        wc_py_fail(failure, NULL);
    }
    return wc_py_end_use(self, results);
}
