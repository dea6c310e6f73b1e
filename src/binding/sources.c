/* What is read for Python, into any sink: streams, blocks that Python gives, many files. */
#include "objects.h"
#include "state.h"

#include <errno.h>

/* Puts the bytes into the stream, without the GIL where there are many. Of different words a table
 * takes 30 to 100 MB/s, so a piece is over in time for signals. */
static int feed(wc_stream *stream, const Py_buffer *bytes)
{
    enum { PIECE = 1024 * 1024, SHORT = 32 * 1024 };
    const char *from = bytes->buf;
    for (size_t left = (size_t)bytes->len; left > 0;) {
        const size_t piece = left < PIECE ? left : PIECE;
        PyThreadState *saved = piece < SHORT ? NULL : PyEval_SaveThread();
        void *space = stream; /* not NULL, as yet */
        for (size_t done = 0, size; done < piece && space; done += size) {
            space = wc_stream_space(stream, &size);
            if (space) {
                size = size < piece - done ? size : piece - done;
                memcpy(space, from + done, size);
                wc_stream_advance(stream, size);
            }
        }
        if (saved) {
            PyEval_RestoreThread(saved);
        }
        if (!space) {
            return wc_py_fail(stream->task.error, NULL);
        }
        if (PyErr_CheckSignals() < 0) {
            return -1;
        }
        from += piece;
        left -= piece;
    }
    return 0;
}

static int feed_all(wc_stream *stream, PyObject *blocks)
{
    PyObject *iterator = PyObject_GetIter(blocks);
    if (!iterator) {
        return -1;
    }
    int failed = 0;
    for (PyObject *block; !failed && (block = PyIter_Next(iterator));) {
        Py_buffer bytes;
        failed = PyObject_GetBuffer(block, &bytes, PyBUF_SIMPLE);
        if (!failed) {
            failed = feed(stream, &bytes);
            PyBuffer_Release(&bytes);
        }
        Py_DECREF(block);
    }
    Py_DECREF(iterator);
    return failed || PyErr_Occurred() ? -1 : 0;
}

int wc_py_read_file(const wc_py_source *from, uint64_t begin, uint64_t end, const wc_py_run *how)
{
    if (begin > end || end > INT64_MAX) {
        PyErr_SetString(PyExc_ValueError, "no such part of a file");
        return -1;
    }
    wc_file file;
    wc_file_begin(&file, from->descriptor, begin, end, from->format, from->sink);
    const int failed = wc_py_run_task(&file.task, how);
    wc_file_release(&file);
    return failed;
}

int wc_py_read_stream(const wc_py_source *from, const Py_buffer *head, const wc_py_run *how)
{
    wc_stream stream;
    wc_stream_begin(&stream, from->descriptor, from->format, from->sink);
    stream.task.bytes = (uint64_t)head->len;
    const int failed = feed(&stream, head) || wc_py_run_task(&stream.task, how);
    wc_stream_release(&stream);
    return failed ? -1 : 0;
}

int wc_py_read_blocks(const wc_py_source *from, PyObject *blocks)
{
    wc_stream stream;
    wc_stream_begin(&stream, from->descriptor, from->format, from->sink);
    int failed = feed_all(&stream, blocks);
    if (!failed) {
        wc_stream_end(&stream);
        failed = from->sink->failure ? wc_py_fail(from->sink->failure, NULL) : 0;
    }
    wc_stream_release(&stream);
    return failed ? -1 : 0;
}

/* Many files: what the core needs for each. */
typedef struct {
    size_t length;
    const char **paths;
    wc_sink **sinks;
    wc_file_result *results;
} file_list;

static void release_files(file_list *list)
{
    PyMem_Free(list->paths);
    PyMem_Free(list->sinks);
    PyMem_Free(list->results);
}

/* Makes the list of a tuple of bytes, whose paths it borrows. -1 with an exception set, and nothing
 * held. */
static int make_files(file_list *list, const wc_py_files *files)
{
    const size_t length = (size_t)PyTuple_GET_SIZE(files->paths);
    *list = (file_list){
        .length = length,
        .paths = PyMem_Calloc(length + 1, sizeof *list->paths),
        .sinks = PyMem_Calloc(length + 1, sizeof *list->sinks),
        .results = PyMem_Calloc(length + 1, sizeof *list->results),
    };
    bool right = list->paths && list->sinks && list->results;
    if (!right) {
        PyErr_NoMemory();
    }
    for (size_t i = 0; right && i < length; i++) {
        char *path = NULL;
        PyObject *bytes = PyTuple_GET_ITEM(files->paths, (Py_ssize_t)i);
        right = PyBytes_AsStringAndSize(bytes, &path, NULL) == 0;
        list->paths[i] = path;
        list->sinks[i] = files->sink ? files->sink : &files->counters[i].sink;
    }
    if (!right) {
        release_files(list);
    }
    return right ? 0 : -1;
}

static PyObject *error_of(const char *path, int reason)
{
    PyObject *name = PyUnicode_DecodeFSDefault(path);
    PyObject *error = NULL;
    if (name) {
        error = PyObject_CallFunction(PyExc_OSError, "isO", reason, strerror(reason), name);
        Py_DECREF(name);
    }
    return error;
}

static PyObject *result_of(const wc_py_files *files, const file_list *list, size_t i)
{
    switch (list->results[i].state) {
    case WC_TAKEN:
        return files->result ? files->result(files->context, i) : PyTuple_New(0);
    case WC_UNREADABLE:
        return error_of(list->paths[i], list->results[i].error);
    case WC_BINARY:
        Py_RETURN_FALSE;
    default:
        Py_RETURN_NONE;
    }
}

static PyObject *results_of(const wc_py_files *files, const file_list *list)
{
    PyObject *results = PyList_New((Py_ssize_t)list->length);
    for (size_t i = 0; results && i < list->length; i++) {
        PyObject *result = result_of(files, list, i);
        if (!result) {
            Py_CLEAR(results);
        } else {
            PyList_SET_ITEM(results, (Py_ssize_t)i, result);
        }
    }
    return results;
}

PyObject *wc_py_read_files(const wc_py_files *files, const wc_py_run *how)
{
    file_list list;
    if (make_files(&list, files) < 0) {
        return NULL;
    }
    wc_files task;
    wc_files_begin(&task, list.paths, list.sinks, list.results, list.length);
    task.skip_bom = files->skip_bom;
    task.skip_binary = files->skip_binary;
    task.were_regular = files->were_regular;
    const int failed = wc_py_run_task(&task.task, how);
    wc_files_release(&task);
    PyObject *results = failed ? NULL : results_of(files, &list);
    release_files(&list);
    return results;
}
