/* word_count._native: the core for Python. Which function holds the GIL while it counts, and
 * how each notices signals; the counting itself is the core's. */
#include "arguments.h"
#include "reading.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef struct {
    atomic_uint threads; /* what WORD_COUNT_NUM_THREADS says; 0: not yet asked; NOT_SET */
} module_state;

enum { NOT_SET = WC_MAX_THREADS + 1 };

static const char threads_variable[] = "WORD_COUNT_NUM_THREADS";
static const char kernel_variable[] = "WORD_COUNT_KERNEL";

/* How long a count goes on without looking for signals: half of what is promised, so that the
 * chunk in hand and the wait for the GIL fit in the other half. */
static const uint64_t signal_interval_ns = 50 * 1000 * 1000;

/* Texts below this are counted in about a microsecond, of which giving up the GIL and taking it
 * back, 20 ns where nobody wants it, would be more than 2 %; and nobody could use it that fast. */
static const size_t short_bytes = 32 * 1024;

static bool is_short(const wc_text *text)
{
    return text->length < short_bytes / text->width;
}

/* The number of threads in WORD_COUNT_NUM_THREADS, NOT_SET, or 0 with ValueError set. */
static unsigned threads_from_environment(void)
{
    const char *setting = getenv(threads_variable);
    if (!setting) {
        return NOT_SET;
    }
    char *end;
    errno = 0;
    const long threads = strtol(setting, &end, 10);
    if (*setting < '0' || *setting > '9' || *end || threads < 1) {
        PyObject *value = PyUnicode_DecodeFSDefault(setting);
        if (value) {
            PyErr_Format(PyExc_ValueError, "%s must be a positive integer, not %R",
                         threads_variable, value);
            Py_DECREF(value);
        }
        return 0;
    }
    return threads > WC_MAX_THREADS ? WC_MAX_THREADS : (unsigned)threads;
}

/* The threads that `search` uses where its caller asks for no number: WORD_COUNT_NUM_THREADS as
 * it was at the first call, or NOT_SET. 0 with ValueError set. */
static unsigned default_threads(PyObject *module)
{
    module_state *state = PyModule_GetState(module);
    unsigned threads = atomic_load_explicit(&state->threads, memory_order_relaxed);
    if (threads == 0) {
        threads = threads_from_environment();
        atomic_store_explicit(&state->threads, threads, memory_order_relaxed);
    }
    return threads;
}

/* Counts all of the text on this thread, looking for signals now and then. Returns -1 with what a
 * signal handler raised. */
static Py_ssize_t count_with_gil(const wc_arguments *arguments)
{
    wc_progress progress = {0, 0};
    while (!wc_count_on(&arguments->text, &arguments->needle, 1, signal_interval_ns, &progress)) {
        if (PyErr_CheckSignals() < 0) {
            return -1;
        }
    }
    return (Py_ssize_t)progress.count;
}

/* The same without the GIL and on `threads` threads, unless the text is short. While no worker
 * holds the text the GIL is asked for again, so that a thread which never gets it back, because
 * the interpreter has ended, leaves nothing behind in use. */
static Py_ssize_t count_without_gil(const wc_arguments *arguments, unsigned threads)
{
    if (is_short(&arguments->text)) {
        return count_with_gil(arguments);
    }
    wc_progress progress = {0, 0};
    bool done;
    do {
        Py_BEGIN_ALLOW_THREADS
            done = wc_count_on(&arguments->text, &arguments->needle, threads, signal_interval_ns,
                               &progress);
        Py_END_ALLOW_THREADS
        if (!done && PyErr_CheckSignals() < 0) {
            return -1;
        }
    } while (!done);
    return (Py_ssize_t)progress.count;
}

/* The result of a call whose count is `count`, or NULL for -1. */
static PyObject *finish(wc_arguments *arguments, Py_ssize_t count)
{
    wc_arguments_release(arguments);
    return count < 0 ? NULL : PyLong_FromSsize_t(count);
}

PyDoc_STRVAR(search_doc, "search($module, /, contents, needle, *, threads=None)\n--\n\n\
Count the words of contents that equal needle, on all cores.\n\
\n\
Lines end at '\\n' or '\\r\\n', the words of a line are the pieces between\n\
single spaces, and case matters:\n\
\n\
>>> import word_count\n\
>>> word_count.search('now is better than never\\nis it?', 'is')\n\
2\n\
\n\
Parameters: contents is str or a bytes-like object (bytes, bytearray, memoryview,\n\
mmap, array, NumPy array, Arrow buffer: contiguous, with items of one byte),\n\
and needle is the same kind; of bytes, those of ASCII's space, '\\n' and '\\r\\n'\n\
separate. threads is how many threads may work, the caller among them. By\n\
default that is WORD_COUNT_NUM_THREADS from the environment as it is at the\n\
first such call, else as many as there are CPUs that this process may use. A\n\
short text is counted by the caller alone.\n\
\n\
Returns the count, an int. Takes O(len(contents) + len(needle)) time, and no\n\
copy of contents.\n\
\n\
Raises TypeError for arguments of other types, also for a str and bytes, or wider\n\
items; BufferError for a buffer that is not contiguous; ValueError for threads\n\
below 1 or a WORD_COUNT_NUM_THREADS that is no positive integer; MemoryError;\n\
and what a signal handler raises, such as KeyboardInterrupt, within 0.1 s.\n\
\n\
The GIL is released while it counts, unless the text is under 32 KiB and the\n\
count is over sooner than that; any number of threads may call it. The buffer\n\
of a bytes-like object is held meanwhile: to resize a bytearray is a BufferError.\n\
Bytes that another thread writes while they are counted count as before or after.");

static PyObject *search(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                        PyObject *kwnames)
{
    const wc_call call = {"search", true, args, nargs, kwnames};
    wc_arguments arguments;
    if (wc_arguments_read(&call, &arguments) < 0) {
        return NULL;
    }
    unsigned threads = 1;
    if (arguments.threads) {
        threads = wc_threads_from(arguments.threads, call.function);
    } else if (!is_short(&arguments.text)) {
        threads = default_threads(module);
    }
    if (!threads) {
        return finish(&arguments, -1);
    }
    return finish(&arguments, count_without_gil(&arguments, threads == NOT_SET ? 0 : threads));
}

PyDoc_STRVAR(search_sequential_doc, "search_sequential($module, /, contents, needle)\n--\n\n\
Count as search() does, on the calling thread and holding the GIL.\n\
\n\
>>> import word_count\n\
>>> word_count.search_sequential('a a  a', 'a')\n\
3\n\
\n\
No other Python thread runs meanwhile, unless Python is free-threaded. That is\n\
what it is there to show; see search_sequential_allow_threads().\n\
\n\
Raises TypeError, BufferError, MemoryError, and what a signal handler raises\n\
within 0.1 s.");

static PyObject *search_sequential(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                                   PyObject *kwnames)
{
    (void)module;
    const wc_call call = {"search_sequential", false, args, nargs, kwnames};
    wc_arguments arguments;
    if (wc_arguments_read(&call, &arguments) < 0) {
        return NULL;
    }
    return finish(&arguments, count_with_gil(&arguments));
}

PyDoc_STRVAR(search_sequential_allow_threads_doc,
             "search_sequential_allow_threads($module, /, contents, needle)\n--\n\n\
Count as search() does, on the calling thread, with the GIL released.\n\
\n\
>>> from concurrent.futures import ThreadPoolExecutor\n\
>>> from word_count import search_sequential_allow_threads\n\
>>> with ThreadPoolExecutor(max_workers=2) as executor:\n\
...     one = executor.submit(search_sequential_allow_threads, 'a b a', 'a')\n\
...     two = executor.submit(search_sequential_allow_threads, 'b a b', 'b')\n\
...     one.result() + two.result()\n\
4\n\
\n\
Several calls run at once on as many threads. A text under 32 KiB is counted\n\
sooner than the GIL would be given up, so there it is kept. Also named\n\
search_sequential_detached.\n\
\n\
Raises TypeError, BufferError, MemoryError, and what a signal handler raises\n\
within 0.1 s.");

static PyObject *search_sequential_allow_threads(PyObject *module, PyObject *const *args,
                                                 Py_ssize_t nargs, PyObject *kwnames)
{
    (void)module;
    const wc_call call = {"search_sequential_allow_threads", false, args, nargs, kwnames};
    wc_arguments arguments;
    if (wc_arguments_read(&call, &arguments) < 0) {
        return NULL;
    }
    return finish(&arguments, count_without_gil(&arguments, 1));
}

PyDoc_STRVAR(thread_count_doc, "thread_count($module, /)\n--\n\n\
The number of threads that search() uses where it is given none.");

static PyObject *thread_count(PyObject *module, PyObject *unused)
{
    (void)unused;
    const unsigned threads = default_threads(module);
    if (!threads) {
        return NULL;
    }
    return PyLong_FromUnsignedLong(threads == NOT_SET ? wc_available_cpus() : threads);
}

PyDoc_STRVAR(threads_from_doc, "threads_from($module, threads, /)\n--\n\n\
The number of threads that the argument threads of search_file() stands for.");

static PyObject *threads_from(PyObject *module, PyObject *threads)
{
    if (threads == Py_None) {
        return thread_count(module, NULL);
    }
    const unsigned number = wc_threads_from(threads, "search_file");
    return number ? PyLong_FromUnsignedLong(number) : NULL;
}

PyDoc_STRVAR(kernel_name_doc, "kernel_name($module, /)\n--\n\n\
The name of the kernel in use: the instruction set that counts.");

static PyObject *kernel_name(PyObject *module, PyObject *unused)
{
    (void)module;
    (void)unused;
    return PyUnicode_FromString(wc_kernel_name());
}

PyDoc_STRVAR(kernel_list_doc, "kernel_list($module, /)\n--\n\n\
The names of the kernels that this CPU can run, a list, the best one first.");

static PyObject *kernel_list(PyObject *module, PyObject *unused)
{
    (void)module;
    (void)unused;
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list && wc_kernel_list(i); i++) {
        PyObject *name = PyUnicode_FromString(wc_kernel_list(i));
        if (!name || PyList_Append(list, name) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(name);
    }
    return list;
}

/* A function that takes its arguments by vectorcall, as the method table wants it. */
#define VECTORCALL(function) (PyCFunction)(void (*)(void))(function), METH_FASTCALL | METH_KEYWORDS

static PyMethodDef methods[] = {
    {"search", VECTORCALL(search), search_doc},
    {"search_sequential", VECTORCALL(search_sequential), search_sequential_doc},
    {"search_sequential_allow_threads", VECTORCALL(search_sequential_allow_threads),
     search_sequential_allow_threads_doc},
    {"thread_count", thread_count, METH_NOARGS, thread_count_doc},
    {"threads_from", threads_from, METH_O, threads_from_doc},
    {"count_file", wc_py_count_file, METH_VARARGS, wc_count_file_doc},
    {"count_files", wc_py_count_files, METH_VARARGS, wc_count_files_doc},
    {"count_descriptor", wc_py_count_descriptor, METH_VARARGS, wc_count_descriptor_doc},
    {"count_blocks", wc_py_count_blocks, METH_VARARGS, wc_count_blocks_doc},
    {"kernel_name", kernel_name, METH_NOARGS, kernel_name_doc},
    {"kernel_list", kernel_list, METH_NOARGS, kernel_list_doc},
    {NULL, NULL, 0, NULL},
};

/* Fails with ImportError naming the kernels there are, since `setting` is none of them. */
static int refuse_kernel(const char *setting)
{
    PyObject *value = PyUnicode_DecodeFSDefault(setting);
    PyObject *kernels = value ? kernel_list(NULL, NULL) : NULL;
    if (kernels) {
        PyErr_Format(PyExc_ImportError, "%s is %R, and this CPU has %R", kernel_variable, value,
                     kernels);
    }
    Py_XDECREF(kernels);
    Py_XDECREF(value);
    return -1;
}

static int execute(PyObject *module)
{
    module_state *state = PyModule_GetState(module);
    atomic_init(&state->threads, 0);
    const char *kernel = getenv(kernel_variable);
    const bool is_set = kernel && *kernel;
    return is_set && !wc_kernel_choose(kernel) ? refuse_kernel(kernel) : 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)execute},
#ifdef Py_mod_multiple_interpreters
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
#ifdef Py_mod_gil
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "word_count._native",
    .m_doc = "The compiled part of word_count.",
    .m_size = sizeof(module_state),
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__native(void)
{
    return PyModuleDef_Init(&definition);
}
