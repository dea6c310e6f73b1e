/* The number of threads that a call may use. */
#include "state.h"

#include <errno.h>
#include <stdlib.h>

static const char variable[] = "WORD_COUNT_NUM_THREADS";

/* Up to here a second thread gains nothing, and asking for the CPUs takes longer than 2 % of the
 * count. */
static const size_t worth_asking_bytes = 256 * 1024;

/* The setting in the environment: a number, WC_NOT_SET, or WC_NOT_ASKED with ValueError set. */
static int setting_of_environment(void)
{
    const char *setting = getenv(variable);
    if (!setting) {
        return WC_NOT_SET;
    }
    char *end;
    errno = 0;
    const long threads = strtol(setting, &end, 10);
    if (*setting < '0' || *setting > '9' || *end || threads < 1) {
        PyObject *value = PyUnicode_DecodeFSDefault(setting);
        if (value) {
            PyErr_Format(PyExc_ValueError, "%s must be a positive integer, not %R", variable,
                         value);
            Py_DECREF(value);
        }
        return WC_NOT_ASKED;
    }
    return threads > WC_MAX_THREADS ? WC_MAX_THREADS : (int)threads;
}

/* The threads to use where a call asks for no number. The environment is read at the first call. */
static int default_threads(PyObject *module, size_t bytes, unsigned *number)
{
    wc_state *state = PyModule_GetState(module);
    int setting = atomic_load_explicit(&state->threads, memory_order_relaxed);
    if (setting == WC_NOT_ASKED) {
        setting = setting_of_environment();
        if (setting == WC_NOT_ASKED) {
            return -1;
        }
        atomic_store_explicit(&state->threads, setting, memory_order_relaxed);
    }
    if (setting != WC_NOT_SET) {
        *number = (unsigned)setting;
    } else {
        *number = bytes > worth_asking_bytes ? wc_available_cpus() : 1;
    }
    return 0;
}

int wc_py_threads(PyObject *module, PyObject *threads, const char *function, size_t bytes,
                  unsigned *number)
{
    if (!threads || threads == Py_None) {
        return default_threads(module, bytes, number);
    }
    if (!PyIndex_Check(threads)) {
        PyErr_Format(PyExc_TypeError, "%s() argument 'threads' must be int or None, not %.200s",
                     function, wc_py_type_name(threads));
        return -1;
    }
    PyObject *index = PyNumber_Index(threads);
    if (!index) {
        return -1;
    }
    int overflow;
    const long value = PyLong_AsLongAndOverflow(index, &overflow);
    const bool positive = overflow > 0 || (overflow == 0 && value >= 1);
    if (!positive) {
        PyErr_Format(PyExc_ValueError, "%s() argument 'threads' must be at least 1, not %S",
                     function, index);
    }
    Py_DECREF(index);
    *number = overflow > 0 || value > WC_MAX_THREADS ? WC_MAX_THREADS : (unsigned)value;
    return positive ? 0 : -1;
}
