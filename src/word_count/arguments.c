#include "arguments.h"

enum { CONTENTS, NEEDLE, THREADS, PARAMETERS };

static const char *const names[PARAMETERS] = {"contents", "needle", "threads"};

/* Fails as CPython's own functions fail for these arguments, by letting one of them try. */
static int refuse(const wc_call *call)
{
    char *keywords[] = {"contents", "needle", call->takes_threads ? "threads" : NULL, NULL};
    char format[64];
    PyOS_snprintf(format, sizeof format, call->takes_threads ? "OO|$O:%s" : "OO:%s",
                  call->function);

    PyObject *args = PyTuple_New(call->positional);
    PyObject *kwargs = PyDict_New();
    if (!args || !kwargs) {
        goto done;
    }
    for (Py_ssize_t i = 0; i < call->positional; i++) {
        PyTuple_SET_ITEM(args, i, Py_NewRef(call->values[i]));
    }
    const Py_ssize_t named = call->keywords ? PyTuple_GET_SIZE(call->keywords) : 0;
    for (Py_ssize_t i = 0; i < named; i++) {
        PyObject *name = PyTuple_GET_ITEM(call->keywords, i);
        if (PyDict_SetItem(kwargs, name, call->values[call->positional + i]) < 0) {
            goto done;
        }
    }
    PyObject *ignored;
    if (PyArg_ParseTupleAndKeywords(args, kwargs, format, keywords, &ignored, &ignored, &ignored)) {
        PyErr_Format(PyExc_TypeError, "%s() got arguments it cannot take", call->function);
    }
done:
    Py_XDECREF(args);
    Py_XDECREF(kwargs);
    return -1;
}

/* The parameter called `name`, or PARAMETERS. */
static int parameter_of(PyObject *name, int parameters)
{
    for (int i = 0; i < parameters; i++) {
        if (PyUnicode_CompareWithASCIIString(name, names[i]) == 0) {
            return i;
        }
    }
    return PARAMETERS;
}

static int assign(const wc_call *call, PyObject *values[PARAMETERS])
{
    const int parameters = call->takes_threads ? PARAMETERS : THREADS;
    if (call->positional > THREADS) {
        return refuse(call);
    }
    for (Py_ssize_t i = 0; i < call->positional; i++) {
        values[i] = call->values[i];
    }
    const Py_ssize_t named = call->keywords ? PyTuple_GET_SIZE(call->keywords) : 0;
    for (Py_ssize_t i = 0; i < named; i++) {
        const int parameter = parameter_of(PyTuple_GET_ITEM(call->keywords, i), parameters);
        if (parameter == PARAMETERS || values[parameter]) {
            return refuse(call);
        }
        values[parameter] = call->values[call->positional + i];
    }
    return values[CONTENTS] && values[NEEDLE] ? 0 : refuse(call);
}

static int text_from(PyObject *object, const char *function, const char *name, wc_text *text)
{
    if (!PyUnicode_Check(object)) {
        const char *came = object == Py_None ? "None" : Py_TYPE(object)->tp_name;
        PyErr_Format(PyExc_TypeError, "%s() argument '%s' must be str, not %.200s", function, name,
                     came);
        return -1;
    }
#if PY_VERSION_HEX < 0x030C0000
    if (PyUnicode_READY(object) < 0) {
        return -1;
    }
#endif
    *text = (wc_text){
        .units = PyUnicode_DATA(object),
        .length = (size_t)PyUnicode_GET_LENGTH(object),
        .width = PyUnicode_KIND(object),
    };
    return 0;
}

int wc_arguments_read(const wc_call *call, wc_arguments *arguments)
{
    PyObject *values[PARAMETERS] = {NULL};
    wc_text word;
    if (assign(call, values) < 0 ||
        text_from(values[CONTENTS], call->function, names[CONTENTS], &arguments->text) < 0 ||
        text_from(values[NEEDLE], call->function, names[NEEDLE], &word) < 0) {
        return -1;
    }
    if (!wc_needle_prepare(&arguments->needle, &word, arguments->text.width)) {
        PyErr_NoMemory();
        return -1;
    }
    arguments->threads = values[THREADS] == Py_None ? NULL : values[THREADS];
    return 0;
}

unsigned wc_threads_from(PyObject *threads, const char *function)
{
    if (!PyIndex_Check(threads)) {
        PyErr_Format(PyExc_TypeError, "%s() argument 'threads' must be int or None, not %.200s",
                     function, Py_TYPE(threads)->tp_name);
        return 0;
    }
    PyObject *number = PyNumber_Index(threads);
    if (!number) {
        return 0;
    }
    int overflow;
    const long value = PyLong_AsLongAndOverflow(number, &overflow);
    if (overflow < 0 || (overflow == 0 && value < 1)) {
        PyErr_Format(PyExc_ValueError, "%s() argument 'threads' must be at least 1, not %S",
                     function, number);
        Py_DECREF(number);
        return 0;
    }
    Py_DECREF(number);
    return overflow > 0 || value > WC_MAX_THREADS ? WC_MAX_THREADS : (unsigned)value;
}
