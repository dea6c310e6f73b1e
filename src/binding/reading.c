/* Counting in files, pipes and blocks for word_count._files and the command, which check what users
 * give. These functions are private and positional: they validate minimally, but never crash. */
#include "objects.h"
#include "state.h"

/* The needles of a call, which are of one format and agree on what a word is. */
typedef struct {
    wc_needle *needles;
    size_t length; /* at least 1 */
    wc_unit_format format;
} needle_list;

static bool fit(const wc_py_needle *a, const wc_py_needle *b)
{
    return a->format.width == b->format.width && a->format.swapped == b->format.swapped &&
           a->class == b->class && a->fold == b->fold &&
           a->needle.words.is_utf8 == b->needle.words.is_utf8;
}

/* Reads a tuple of needles, whose units and classes it borrows. -1 with an exception set, and
 * nothing held. */
static int read_needles(needle_list *list, PyObject *module, PyObject *tuple)
{
    PyTypeObject *type = ((wc_state *)PyModule_GetState(module))->needle_type;
    const size_t length = (size_t)PyTuple_GET_SIZE(tuple);
    *list = (needle_list){.needles = PyMem_Calloc(length + 1, sizeof(wc_needle)), .length = length};
    if (!list->needles) {
        PyErr_NoMemory();
        return -1;
    }
    bool right = length > 0;
    for (size_t i = 0; right && i < length; i++) {
        wc_py_needle *needle = (wc_py_needle *)PyTuple_GET_ITEM(tuple, (Py_ssize_t)i);
        right = Py_IS_TYPE(needle, type) && fit(needle, (wc_py_needle *)PyTuple_GET_ITEM(tuple, 0));
        if (right) {
            list->needles[i] = needle->needle;
            list->format = needle->format;
        }
    }
    if (!right) {
        PyErr_SetString(PyExc_TypeError, "needles must be Needles of one kind");
        PyMem_Free(list->needles);
        return -1;
    }
    return 0;
}

/* A counter for each of some texts, and its counts. */
typedef struct {
    wc_counter *counters;
    atomic_size_t *counts; /* for each text those of all needles */
    needle_list needles;
} count_list;

static void release_counts(count_list *list)
{
    PyMem_Free(list->counters);
    PyMem_Free(list->counts);
    PyMem_Free(list->needles.needles);
}

/* Makes counters for so many texts of the needles in a tuple. -1 with an exception set, and nothing
 * held. */
static int make_counts(count_list *list, PyObject *module, PyObject *tuple, size_t texts)
{
    *list = (count_list){NULL};
    if (read_needles(&list->needles, module, tuple) < 0) {
        return -1;
    }
    const size_t length = list->needles.length;
    list->counters = PyMem_Calloc(texts + 1, sizeof *list->counters);
    if (texts < SIZE_MAX / sizeof *list->counts / length) {
        list->counts = PyMem_Calloc(texts * length + 1, sizeof *list->counts);
    }
    if (!list->counters || !list->counts) {
        release_counts(list);
        PyErr_NoMemory();
        return -1;
    }
    for (size_t i = 0; i < texts; i++) {
        wc_counter_init(&list->counters[i], list->needles.needles, length,
                        &list->counts[i * length]);
    }
    return 0;
}

/* The counts of a text, a tuple. */
static PyObject *counts_of(const count_list *list, size_t text)
{
    const size_t length = list->needles.length;
    PyObject *tuple = PyTuple_New((Py_ssize_t)length);
    for (size_t i = 0; tuple && i < length; i++) {
        PyObject *count = PyLong_FromSize_t(list->counts[text * length + i]);
        if (!count) {
            Py_CLEAR(tuple);
        } else {
            PyTuple_SET_ITEM(tuple, (Py_ssize_t)i, count);
        }
    }
    return tuple;
}

/* Releases the list. Returns its only text's counts, or NULL if counting failed. */
static PyObject *only_counts(count_list *list, bool failed)
{
    PyObject *counts = failed ? NULL : counts_of(list, 0);
    release_counts(list);
    return counts;
}

const char wc_py_count_file_doc[] =
    "count_file($module, needles, descriptor, begin, end, threads, progress, name, /)\n--\n\n"
    "Count in the bytes [begin, end) of a regular file, read by up to threads threads.\n\n"
    "needles is a tuple of Needles that differ in nothing but their words; returns a tuple of\n"
    "counts. progress is None, or is called with the bytes read so far; name is the file's for\n"
    "OSError, or None.";

PyObject *wc_py_count_file(PyObject *module, PyObject *args)
{
    PyObject *needles;
    int descriptor;
    unsigned long long begin, end;
    wc_py_run how = {.threads = 1};
    if (!PyArg_ParseTuple(args, "O!iKKIOO:count_file", &PyTuple_Type, &needles, &descriptor, &begin,
                          &end, &how.threads, &how.progress, &how.name)) {
        return NULL;
    }
    count_list list;
    if (make_counts(&list, module, needles, 1) < 0) {
        return NULL;
    }
    const wc_py_source source = {descriptor, list.needles.format, &list.counters->sink};
    return only_counts(&list, wc_py_read_file(&source, begin, end, &how));
}

const char wc_py_count_files_doc[] =
    "count_files($module, needles, paths, threads, skip_bom=False, skip_binary=False, "
    "were_regular=False, /)\n--\n\n"
    "Count in the bytes of each file, paths being a tuple of bytes, on up to threads threads.\n\n"
    "skip_bom says that a UTF-8 byte order mark at a file's beginning is no text, skip_binary "
    "that\n"
    "a file with a NUL among its first bytes is none. were_regular says that a directory\n"
    "named them all as regular files: they are not looked at before they are opened.\n"
    "Returns a list: for each file a tuple of counts, or the OSError for which it could not be\n"
    "read, or False where it is binary, or None where it is long or no regular file, and was not\n"
    "read.";

static PyObject *counts_of_file(void *context, size_t file)
{
    return counts_of(context, file);
}

PyObject *wc_py_count_files(PyObject *module, PyObject *args)
{
    PyObject *needles;
    wc_py_files files = {.result = counts_of_file};
    wc_py_run how = {.threads = 1};
    if (!PyArg_ParseTuple(args, "O!O!I|ppp:count_files", &PyTuple_Type, &needles, &PyTuple_Type,
                          &files.paths, &how.threads, &files.skip_bom, &files.skip_binary,
                          &files.were_regular)) {
        return NULL;
    }
    count_list list;
    if (make_counts(&list, module, needles, (size_t)PyTuple_GET_SIZE(files.paths)) < 0) {
        return NULL;
    }
    files.counters = list.counters;
    files.context = &list;
    PyObject *results = wc_py_read_files(&files, &how);
    release_counts(&list);
    return results;
}

const char wc_py_count_descriptor_doc[] =
    "count_descriptor($module, needles, descriptor, head, progress, name, /)\n--\n\n"
    "Count in the bytes of head, read before, and all that can be read from a descriptor.\n\n"
    "needles, progress, name and what it returns are those of count_file.";

PyObject *wc_py_count_descriptor(PyObject *module, PyObject *args)
{
    PyObject *needles;
    int descriptor;
    Py_buffer head;
    wc_py_run how = {.threads = 1};
    if (!PyArg_ParseTuple(args, "O!iy*OO:count_descriptor", &PyTuple_Type, &needles, &descriptor,
                          &head, &how.progress, &how.name)) {
        return NULL;
    }
    count_list list;
    if (make_counts(&list, module, needles, 1) < 0) {
        PyBuffer_Release(&head);
        return NULL;
    }
    const wc_py_source source = {descriptor, list.needles.format, &list.counters->sink};
    const int failed = wc_py_read_stream(&source, &head, &how);
    PyBuffer_Release(&head);
    return only_counts(&list, failed);
}

const char wc_py_count_blocks_doc[] =
    "count_blocks($module, needles, blocks, /)\n--\n\n"
    "Count in the text whose bytes are those of the blocks, an iterable of bytes-like objects.\n\n"
    "needles and what it returns are those of count_file.";

PyObject *wc_py_count_blocks(PyObject *module, PyObject *args)
{
    PyObject *needles, *blocks;
    if (!PyArg_ParseTuple(args, "O!O:count_blocks", &PyTuple_Type, &needles, &blocks)) {
        return NULL;
    }
    count_list list;
    if (make_counts(&list, module, needles, 1) < 0) {
        return NULL;
    }
    const wc_py_source source = {-1, list.needles.format, &list.counters->sink};
    return only_counts(&list, wc_py_read_blocks(&source, blocks));
}
