/* The core's reading for word_count._files, which checks what users give: these functions are
 * private, positional, and say little about wrong arguments, but none brings them down.
 *
 * Each counts without the GIL for 50 ms at a time; in between it looks for signals and calls
 * `progress`. Meanwhile no worker has anything in hand (module.c says why). */
#include "reading.h"

#include "file.h"

/* As in module.c. */
static const uint64_t slice_ns = 50 * 1000 * 1000;

/* A needle with units of its own: it outlives what it was made of, and is aligned. */
typedef struct {
    void *units;
    wc_needle needle;
    wc_form form;
} owned_needle;

/* Makes the needle from bytes in the machine's order, for texts of that form. 0, or -1 with an
 * exception set and nothing held. Bytes that are no whole units make a needle that is nowhere. */
static int take_needle(owned_needle *owned, const Py_buffer *bytes, unsigned width, int swapped)
{
    static const uint8_t nowhere[4] = {' ', ' ', ' ', ' '};
    if (width != 1 && width != 2 && width != 4) {
        PyErr_Format(PyExc_ValueError, "no units of %u bytes", width);
        return -1;
    }
    const size_t size = (size_t)bytes->len;
    *owned = (owned_needle){.units = PyMem_Malloc(size), .form = {width, swapped != 0}};
    if (!owned->units) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(owned->units, bytes->buf, size);
    wc_text word = {owned->units, size / width, width};
    if (size % width) {
        word = (wc_text){nowhere, 1, 1};
    }
    (void)wc_needle_prepare(&owned->needle, &word, width); /* widens nothing, so it cannot fail */
    return 0;
}

static void release_needle(owned_needle *owned)
{
    wc_needle_release(&owned->needle);
    PyMem_Free(owned->units);
}

/* What is done between two slices: signals, and the caller's progress. */
static int look_up(PyObject *progress, uint64_t bytes)
{
    if (PyErr_CheckSignals() < 0) {
        return -1;
    }
    if (progress == Py_None) {
        return 0;
    }
    PyObject *result = PyObject_CallFunction(progress, "K", (unsigned long long)bytes);
    Py_XDECREF(result);
    return result ? 0 : -1;
}

static PyObject *read_file(wc_file *file, unsigned threads, PyObject *progress)
{
    wc_outcome outcome;
    do {
        int error;
        Py_BEGIN_ALLOW_THREADS
            outcome = wc_file_count_on(file, threads, slice_ns);
            error = errno;
        Py_END_ALLOW_THREADS
        if (outcome == WC_FAILED) {
            errno = error;
            return PyErr_SetFromErrno(PyExc_OSError);
        }
        const uint64_t bytes = file->begin + file->position * file->form.width;
        if (look_up(progress, bytes < file->end ? bytes : file->end) < 0) {
            return NULL;
        }
    } while (outcome == WC_MORE);
    return PyLong_FromSize_t(file->count);
}

const char wc_count_file_doc[] =
    "count_file($module, descriptor, begin, end, needle, width, swapped, threads, progress, /)\n"
    "--\n\n"
    "Count in the bytes [begin, end) of a regular file, read by up to threads threads.\n\n"
    "needle is bytes in the machine's order, to be found in units of width bytes, whose order\n"
    "may be swapped. progress is None or is called with the bytes read so far.";

PyObject *wc_py_count_file(PyObject *module, PyObject *args)
{
    (void)module;
    int descriptor, swapped;
    unsigned width, threads;
    unsigned long long begin, end;
    Py_buffer bytes;
    PyObject *progress;
    if (!PyArg_ParseTuple(args, "iKKy*IpIO:count_file", &descriptor, &begin, &end, &bytes, &width,
                          &swapped, &threads, &progress)) {
        return NULL;
    }
    owned_needle owned;
    const int taken = take_needle(&owned, &bytes, width, swapped);
    PyBuffer_Release(&bytes);
    if (taken < 0) {
        return NULL;
    }
    wc_file file;
    PyObject *count = NULL;
    if (begin > end || end > INT64_MAX) {
        PyErr_SetString(PyExc_ValueError, "no such part of a file");
    } else if (!wc_file_begin(&file, descriptor, begin, end, &owned.needle, owned.form, threads)) {
        PyErr_NoMemory();
    } else {
        count = read_file(&file, threads, progress);
        wc_file_release(&file);
    }
    release_needle(&owned);
    return count;
}

/* The paths of a tuple of bytes, borrowed from it. NULL with an exception set. */
static const char **paths_from(PyObject *tuple)
{
    const Py_ssize_t length = PyTuple_GET_SIZE(tuple);
    const char **paths = PyMem_Calloc((size_t)length + 1, sizeof *paths);
    if (!paths) {
        PyErr_NoMemory();
        return NULL;
    }
    for (Py_ssize_t i = 0; i < length; i++) {
        char *path;
        if (PyBytes_AsStringAndSize(PyTuple_GET_ITEM(tuple, i), &path, NULL) < 0) {
            PyMem_Free(paths);
            return NULL;
        }
        paths[i] = path;
    }
    return paths;
}

/* A count, a negative errno, or None for a file that is to be counted by itself. */
static PyObject *object_from(const wc_file_result *result)
{
    switch (result->state) {
    case WC_COUNTED:
        return PyLong_FromSize_t(result->count);
    case WC_UNREADABLE:
        return PyLong_FromLong(-result->error);
    default:
        Py_RETURN_NONE;
    }
}

static PyObject *read_files(wc_files *files, unsigned threads)
{
    wc_outcome outcome;
    do {
        Py_BEGIN_ALLOW_THREADS
            outcome = wc_files_count_on(files, threads, slice_ns);
        Py_END_ALLOW_THREADS
        if (PyErr_CheckSignals() < 0) {
            return NULL;
        }
    } while (outcome == WC_MORE);
    PyObject *list = PyList_New((Py_ssize_t)files->length);
    for (size_t i = 0; list && i < files->length; i++) {
        PyObject *object = object_from(&files->results[i]);
        if (!object) {
            Py_CLEAR(list);
        } else {
            PyList_SET_ITEM(list, (Py_ssize_t)i, object);
        }
    }
    return list;
}

const char wc_count_files_doc[] =
    "count_files($module, paths, needle, threads, skip_bom=False, /)\n--\n\n"
    "Count bytes in each of the files, a tuple of paths in bytes, on up to threads threads.\n\n"
    "skip_bom says whether a UTF-8 byte order mark at a file's beginning is no text.\n"
    "Returns a list: for each file its count, or minus the errno it could not be read for, or\n"
    "None where it is long or no regular file, and was not read.";

PyObject *wc_py_count_files(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *names;
    Py_buffer bytes;
    unsigned threads;
    int skip_bom = 0;
    if (!PyArg_ParseTuple(args, "O!y*I|p:count_files", &PyTuple_Type, &names, &bytes, &threads,
                          &skip_bom)) {
        return NULL;
    }
    owned_needle owned;
    const int taken = take_needle(&owned, &bytes, 1, 0);
    PyBuffer_Release(&bytes);
    if (taken < 0) {
        return NULL;
    }
    PyObject *counts = NULL;
    const size_t length = (size_t)PyTuple_GET_SIZE(names);
    const char **paths = paths_from(names);
    wc_file_result *results = PyMem_Calloc(length + 1, sizeof *results);
    wc_files files;
    if (paths && results &&
        wc_files_begin(&files, paths, results, length, &owned.needle, threads)) {
        files.skip_bom = skip_bom;
        counts = read_files(&files, threads);
        wc_files_release(&files);
    } else if (paths) {
        PyErr_NoMemory();
    }
    PyMem_Free(results);
    PyMem_Free(paths);
    release_needle(&owned);
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
        for (size_t done = 0, size; done < piece; done += size) {
            void *space = wc_stream_space(stream, &size);
            size = size < piece - done ? size : piece - done;
            memcpy(space, from + done, size);
            wc_stream_advance(stream, size);
        }
        if (saved) {
            PyEval_RestoreThread(saved);
        }
        if (PyErr_CheckSignals() < 0) {
            return -1;
        }
        from += piece;
        left -= piece;
    }
    return 0;
}

static int read_descriptor(wc_stream *stream, int descriptor, PyObject *progress, uint64_t bytes)
{
    wc_outcome outcome;
    do {
        int error;
        Py_BEGIN_ALLOW_THREADS
            outcome = wc_stream_read(stream, descriptor, slice_ns, &bytes);
            error = errno;
        Py_END_ALLOW_THREADS
        if (outcome == WC_FAILED) {
            errno = error;
            PyErr_SetFromErrno(PyExc_OSError);
            return -1;
        }
        if (look_up(progress, bytes) < 0) {
            return -1;
        }
    } while (outcome == WC_MORE);
    return 0;
}

static int read_blocks(wc_stream *stream, PyObject *blocks)
{
    PyObject *iterator = PyObject_GetIter(blocks);
    if (!iterator) {
        return -1;
    }
    int fed = 0;
    for (PyObject *block; fed == 0 && (block = PyIter_Next(iterator));) {
        Py_buffer bytes;
        fed = PyObject_GetBuffer(block, &bytes, PyBUF_SIMPLE);
        if (fed == 0) {
            fed = feed(stream, &bytes);
            PyBuffer_Release(&bytes);
        }
        Py_DECREF(block);
    }
    Py_DECREF(iterator);
    return fed < 0 || PyErr_Occurred() ? -1 : 0;
}

/* The count of what the stream was given, if that went well; it is then over. */
static PyObject *end_stream(wc_stream *stream, int given)
{
    PyObject *count = given < 0 ? NULL : PyLong_FromSize_t(wc_stream_end(stream));
    wc_stream_release(stream);
    return count;
}

const char wc_count_descriptor_doc[] =
    "count_descriptor($module, descriptor, head, needle, width, swapped, progress, /)\n--\n\n"
    "Count in the bytes of head, read before, and all that can be read from a descriptor.\n\n"
    "needle, width, swapped and progress are those of count_file.";

PyObject *wc_py_count_descriptor(PyObject *module, PyObject *args)
{
    (void)module;
    int descriptor, swapped;
    unsigned width;
    Py_buffer head, bytes;
    PyObject *progress, *count = NULL;
    if (!PyArg_ParseTuple(args, "iy*y*IpO:count_descriptor", &descriptor, &head, &bytes, &width,
                          &swapped, &progress)) {
        return NULL;
    }
    owned_needle owned;
    if (take_needle(&owned, &bytes, width, swapped) == 0) {
        wc_stream stream;
        if (!wc_stream_begin(&stream, &owned.needle, owned.form)) {
            PyErr_NoMemory();
        } else {
            const uint64_t read = (uint64_t)head.len;
            const int given = feed(&stream, &head);
            count = end_stream(
                &stream, given < 0 ? given : read_descriptor(&stream, descriptor, progress, read));
        }
        release_needle(&owned);
    }
    PyBuffer_Release(&head);
    PyBuffer_Release(&bytes);
    return count;
}

const char wc_count_blocks_doc[] =
    "count_blocks($module, blocks, needle, width, swapped, /)\n--\n\n"
    "Count in the text whose bytes are those of the blocks, an iterable of bytes-like objects.\n\n"
    "needle, width and swapped are those of count_file.";

PyObject *wc_py_count_blocks(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks, *count = NULL;
    Py_buffer bytes;
    unsigned width;
    int swapped;
    if (!PyArg_ParseTuple(args, "Oy*Ip:count_blocks", &blocks, &bytes, &width, &swapped)) {
        return NULL;
    }
    owned_needle owned;
    const int taken = take_needle(&owned, &bytes, width, swapped);
    PyBuffer_Release(&bytes);
    if (taken < 0) {
        return NULL;
    }
    wc_stream stream;
    if (!wc_stream_begin(&stream, &owned.needle, owned.form)) {
        PyErr_NoMemory();
    } else {
        count = end_stream(&stream, read_blocks(&stream, blocks));
    }
    release_needle(&owned);
    return count;
}
