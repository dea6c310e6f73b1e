/* minimal: counts a word in a text three ways: holding the GIL, without it, and on two
 * threads. A text is a str, read as UTF-8, or any bytes. The guide's teaching
 * extension. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <pthread.h>
#include <stdbool.h>

/* The bytes of two Python objects. Until they are released they are neither freed nor
 * moved; but another thread may write to those of a bytearray. */
typedef struct {
    Py_buffer contents, needle;
} arguments;

/* A word begins at i after a space or a line's end, or with the text. */
static bool begins(const char *text, Py_ssize_t length, Py_ssize_t i)
{
    return i == 0 ? length > 0
                  : text[i - 1] == ' ' || (text[i - 1] == '\n' && i < length);
}

/* A word ends at i before a space or a line's end, "\n" or "\r\n", or with the text. */
static bool ends(const char *text, Py_ssize_t length, Py_ssize_t i)
{
    if (i < length && text[i] == '\r') {
        return i + 1 < length && text[i + 1] == '\n';
    }
    return i == length || text[i] == ' ' ||
           (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'));
}

/* Whether the bytes equal the needle and hold no separator, as no word does. Without
 * memcmp and memchr, which rely on bytes that nobody writes to meanwhile. */
static bool equal(const char *text, const char *needle, Py_ssize_t size)
{
    Py_ssize_t i = 0;
    while (i < size && text[i] == needle[i] && text[i] != ' ' && text[i] != '\n') {
        i++;
    }
    return i == size;
}

/* Counts the words equal to the needle that begin in [from, to). Needs no GIL. Not
 * inlined: whoever calls it, it is the same machine code, so that what differs is the
 * GIL. */
static __attribute__((noinline)) Py_ssize_t count(const arguments *a, Py_ssize_t from,
                                                  Py_ssize_t to)
{
    const char *text = a->contents.buf, *needle = a->needle.buf;
    const Py_ssize_t length = a->contents.len, size = a->needle.len;
    Py_ssize_t found = 0;
    for (Py_ssize_t i = from; i < to; i++) {
        found += begins(text, length, i) && size <= length - i &&
                 equal(text + i, needle, size) && ends(text, length, i + size);
    }
    return found;
}

enum { THREADS = 2 };

typedef struct {
    const arguments *a;
    Py_ssize_t from, to, found;
} share;

static void *count_share(void *argument)
{
    share *s = argument;
    s->found = count(s->a, s->from, s->to);
    return NULL;
}

/* Counts all words, shared out over threads; this one is the first of them. */
static Py_ssize_t count_on_threads(const arguments *a)
{
    pthread_t threads[THREADS];
    share shares[THREADS];
    bool started[THREADS] = {false};
    const Py_ssize_t positions = a->contents.len + 1, each = positions / THREADS;
    for (int i = 0; i < THREADS; i++) {
        const Py_ssize_t to = i == THREADS - 1 ? positions : (i + 1) * each;
        shares[i] = (share){a, i * each, to, 0};
        started[i] =
            i > 0 && !pthread_create(&threads[i], NULL, count_share, &shares[i]);
    }
    Py_ssize_t found = 0;
    for (int i = 0; i < THREADS; i++) {
        if (started[i]) {
            pthread_join(threads[i], NULL);
        } else {
            count_share(&shares[i]);
        }
        found += shares[i].found;
    }
    return found;
}

/* Releases both buffers, and turns the count into a Python int. */
static PyObject *finish(arguments *a, Py_ssize_t found)
{
    PyBuffer_Release(&a->contents);
    PyBuffer_Release(&a->needle);
    return PyLong_FromSsize_t(found);
}

static PyObject *search_sequential(PyObject *Py_UNUSED(module), PyObject *args)
{
    arguments a;
    if (!PyArg_ParseTuple(args, "s*s*:search_sequential", &a.contents, &a.needle)) {
        return NULL;
    }
    return finish(&a, count(&a, 0, a.contents.len + 1));
}

static PyObject *search_sequential_allow_threads(PyObject *Py_UNUSED(module),
                                                 PyObject *args)
{
    arguments a;
    if (!PyArg_ParseTuple(args, "s*s*:search_sequential_allow_threads", &a.contents,
                          &a.needle)) {
        return NULL;
    }
    Py_ssize_t found;
    Py_BEGIN_ALLOW_THREADS
        found = count(&a, 0, a.contents.len + 1);
    Py_END_ALLOW_THREADS
    return finish(&a, found);
}

static PyObject *search(PyObject *Py_UNUSED(module), PyObject *args)
{
    arguments a;
    if (!PyArg_ParseTuple(args, "s*s*:search", &a.contents, &a.needle)) {
        return NULL;
    }
    Py_ssize_t found;
    Py_BEGIN_ALLOW_THREADS
        found = count_on_threads(&a);
    Py_END_ALLOW_THREADS
    return finish(&a, found);
}

static PyMethodDef methods[] = {
    {"search", search, METH_VARARGS, "Count on two threads, without the GIL."},
    {"search_sequential", search_sequential, METH_VARARGS, "Count holding the GIL."},
    {"search_sequential_allow_threads", search_sequential_allow_threads, METH_VARARGS,
     "Count without the GIL."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
#ifdef Py_mod_multiple_interpreters /* CPython 3.12 */
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
#ifdef Py_mod_gil /* CPython 3.13 */
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "minimal",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_minimal(void)
{
    return PyModuleDef_Init(&definition);
}
