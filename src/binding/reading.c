/* Counting in files, pipes and blocks for word_count._files, which checks what users give. These
 * functions are private and positional: they validate minimally, but never crash. */
#include "objects.h"
#include "state.h"

#include <errno.h>

static PyTypeObject *needle_type(PyObject *module)
{
    return ((wc_state *)PyModule_GetState(module))->needle_type;
}

/* A counter of one needle, and all that it needs. */
typedef struct {
    atomic_size_t count;
    wc_counter counter;
} one_counter;

static wc_sink *count_with(one_counter *one, const wc_py_needle *needle)
{
    one->count = 0;
    wc_counter_init(&one->counter, &needle->needle, 1, &one->count);
    return &one->counter.sink;
}

const char wc_py_count_file_doc[] =
    "count_file($module, needle, descriptor, begin, end, threads, progress, name, /)\n--\n\n"
    "Count in the bytes [begin, end) of a regular file, read by up to threads threads.\n\n"
    "progress is None, or is called with the bytes read so far; name is the file's for OSError,\n"
    "or None.";

PyObject *wc_py_count_file(PyObject *module, PyObject *args)
{
    wc_py_needle *needle;
    int descriptor;
    unsigned long long begin, end;
    wc_py_run how = {.threads = 1};
    if (!PyArg_ParseTuple(args, "O!iKKIOO:count_file", needle_type(module), &needle, &descriptor,
                          &begin, &end, &how.threads, &how.progress, &how.name)) {
        return NULL;
    }
    if (begin > end || end > INT64_MAX) {
        PyErr_SetString(PyExc_ValueError, "no such part of a file");
        return NULL;
    }
    one_counter one;
    wc_file file;
    wc_file_begin(&file, descriptor, begin, end, needle->format, count_with(&one, needle));
    const int failed = wc_py_run_task(&file.task, &how);
    wc_file_release(&file);
    return failed ? NULL : PyLong_FromSize_t(one.count);
}

/* Many files: what the core needs for each. */
typedef struct {
    size_t length;
    const char **paths;
    wc_sink **sinks;
    wc_file_result *results;
    one_counter *counters;
} file_list;

static void release_list(file_list *list)
{
    PyMem_Free(list->paths);
    PyMem_Free(list->sinks);
    PyMem_Free(list->results);
    PyMem_Free(list->counters);
}

/* Makes the list of a tuple of bytes, whose paths it borrows. -1 with an exception set, and nothing
 * held. */
static int make_list(file_list *list, PyObject *paths, const wc_py_needle *needle)
{
    const size_t length = (size_t)PyTuple_GET_SIZE(paths);
    *list = (file_list){
        .length = length,
        .paths = PyMem_Calloc(length + 1, sizeof *list->paths),
        .sinks = PyMem_Calloc(length + 1, sizeof *list->sinks),
        .results = PyMem_Calloc(length + 1, sizeof *list->results),
        .counters = PyMem_Calloc(length + 1, sizeof *list->counters),
    };
    bool right = list->paths && list->sinks && list->results && list->counters;
    if (!right) {
        PyErr_NoMemory();
    }
    for (size_t i = 0; right && i < length; i++) {
        char *path;
        PyObject *bytes = PyTuple_GET_ITEM(paths, (Py_ssize_t)i);
        right = PyBytes_AsStringAndSize(bytes, &path, NULL) == 0;
        list->paths[i] = path;
        list->sinks[i] = count_with(&list->counters[i], needle);
    }
    if (!right) {
        release_list(list);
    }
    return right ? 0 : -1;
}

/* A count, the OSError of a file that could not be read, or None for one that is not suited. */
static PyObject *object_from(const file_list *list, size_t i)
{
    switch (list->results[i].state) {
    case WC_TAKEN:
        return PyLong_FromSize_t(list->counters[i].count);
    case WC_UNREADABLE:
        break;
    default:
        Py_RETURN_NONE;
    }
    PyObject *name = PyUnicode_DecodeFSDefault(list->paths[i]);
    PyObject *error = NULL;
    if (name) {
        const int reason = list->results[i].error;
        error = PyObject_CallFunction(PyExc_OSError, "isO", reason, strerror(reason), name);
        Py_DECREF(name);
    }
    return error;
}

const char wc_py_count_files_doc[] =
    "count_files($module, needle, paths, threads, skip_bom=False, /)\n--\n\n"
    "Count bytes in each of the files, a tuple of paths in bytes, on up to threads threads.\n\n"
    "skip_bom says that a UTF-8 byte order mark at a file's beginning is no text.\n"
    "Returns a list: for each file its count, or the OSError for which it could not be read, or\n"
    "None where it is long or no regular file, and was not read.";

PyObject *wc_py_count_files(PyObject *module, PyObject *args)
{
    wc_py_needle *needle;
    PyObject *paths;
    int skip_bom = 0;
    wc_py_run how = {.threads = 1};
    if (!PyArg_ParseTuple(args, "O!O!I|p:count_files", needle_type(module), &needle, &PyTuple_Type,
                          &paths, &how.threads, &skip_bom)) {
        return NULL;
    }
    file_list list;
    if (make_list(&list, paths, needle) < 0) {
        return NULL;
    }
    wc_files files;
    wc_files_begin(&files, list.paths, list.sinks, list.results, list.length, skip_bom);
    const int failed = wc_py_run_task(&files.task, &how);
    wc_files_release(&files);
    PyObject *counts = failed ? NULL : PyList_New((Py_ssize_t)list.length);
    for (size_t i = 0; counts && i < list.length; i++) {
        PyObject *object = object_from(&list, i);
        if (!object) {
            Py_CLEAR(counts);
        } else {
            PyList_SET_ITEM(counts, (Py_ssize_t)i, object);
        }
    }
    release_list(&list);
    return counts;
}

/* Puts the bytes into the stream, without the GIL where there are many. */
static int feed(wc_stream *stream, const Py_buffer *bytes)
{
    enum { PIECE = 4 * 1024 * 1024, SHORT = 32 * 1024 };
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

static int feed_blocks(wc_stream *stream, PyObject *blocks)
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

const char wc_py_count_descriptor_doc[] =
    "count_descriptor($module, needle, descriptor, head, progress, name, /)\n--\n\n"
    "Count in the bytes of head, read before, and all that can be read from a descriptor.\n\n"
    "progress and name are those of count_file.";

PyObject *wc_py_count_descriptor(PyObject *module, PyObject *args)
{
    wc_py_needle *needle;
    int descriptor;
    Py_buffer head;
    wc_py_run how = {.threads = 1};
    if (!PyArg_ParseTuple(args, "O!iy*OO:count_descriptor", needle_type(module), &needle,
                          &descriptor, &head, &how.progress, &how.name)) {
        return NULL;
    }
    one_counter one;
    wc_stream stream;
    wc_stream_begin(&stream, descriptor, needle->format, count_with(&one, needle));
    stream.task.bytes = (uint64_t)head.len;
    const int failed = feed(&stream, &head) || wc_py_run_task(&stream.task, &how);
    wc_stream_release(&stream);
    PyBuffer_Release(&head);
    return failed ? NULL : PyLong_FromSize_t(one.count);
}

const char wc_py_count_blocks_doc[] =
    "count_blocks($module, needle, blocks, /)\n--\n\n"
    "Count in the text whose bytes are those of the blocks, an iterable of bytes-like objects.";

PyObject *wc_py_count_blocks(PyObject *module, PyObject *args)
{
    wc_py_needle *needle;
    PyObject *blocks;
    if (!PyArg_ParseTuple(args, "O!O:count_blocks", needle_type(module), &needle, &blocks)) {
        return NULL;
    }
    one_counter one;
    wc_stream stream;
    wc_stream_begin(&stream, -1, needle->format, count_with(&one, needle));
    const int failed = feed_blocks(&stream, blocks);
    if (!failed) {
        wc_stream_end(&stream);
    }
    wc_stream_release(&stream);
    return failed ? NULL : PyLong_FromSize_t(one.count);
}
