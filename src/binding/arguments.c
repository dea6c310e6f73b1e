/* Reads arguments: which object is which, what its text is, and what is wrong with it. */
#include "arguments.h"

#include "state.h"

enum { CONTENTS, NEEDLE, WORDS, IGNORE_CASE, THREADS, PARAMETERS };
enum { POSITIONAL = WORDS }; /* the others are given by name */

static const char *const names[PARAMETERS] = {"contents", "needle", "words", "ignore_case",
                                              "threads"};

/* Fails as CPython's own functions fail for these arguments, by letting one of them try. */
static int refuse(const wc_call *call)
{
    char *keywords[PARAMETERS + 1] = {NULL};
    memcpy(keywords, names, sizeof names);
    keywords[THREADS] = call->takes_threads ? keywords[THREADS] : NULL;
    char format[64];
    PyOS_snprintf(format, sizeof format, "OO|$OO%s:%s", call->takes_threads ? "O" : "",
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
    if (PyArg_ParseTupleAndKeywords(args, kwargs, format, keywords, &ignored, &ignored, &ignored,
                                    &ignored, &ignored)) {
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
    if (call->positional > POSITIONAL) {
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

const char *wc_py_type_name(PyObject *object)
{
    return object == Py_None ? "None" : Py_TYPE(object)->tp_name;
}

static int text_from_str(PyObject *str, wc_text *text)
{
#if PY_VERSION_HEX < 0x030C0000
    if (PyUnicode_READY(str) < 0) {
        return -1;
    }
#endif
    *text = (wc_text){
        .units = PyUnicode_DATA(str),
        .length = (size_t)PyUnicode_GET_LENGTH(str),
        .width = PyUnicode_KIND(str),
    };
    return 0;
}

/* Asks for the object's buffer whatever its shape, to say itself what is wrong with it. */
static int text_from_buffer(PyObject *object, const char *function, const char *name,
                            Py_buffer *buffer, wc_text *text)
{
    if (PyObject_GetBuffer(object, buffer, PyBUF_FULL_RO) < 0) {
        return -1;
    }
    if (buffer->itemsize != 1) {
        PyErr_Format(PyExc_TypeError,
                     "%s() argument '%s' must have items of 1 byte, not %.200s with items of %zd",
                     function, name, wc_py_type_name(object), buffer->itemsize);
    } else if (!PyBuffer_IsContiguous(buffer, 'C')) {
        PyErr_Format(PyExc_BufferError,
                     "%s() argument '%s' must be contiguous, not %.200s with gaps or in another "
                     "order",
                     function, name, wc_py_type_name(object));
    } else {
        *text = (wc_text){.units = buffer->buf, .length = (size_t)buffer->len, .width = 1};
        return 0;
    }
    PyBuffer_Release(buffer);
    return -1;
}

static int refuse_type(const wc_call *call, int parameter, const char *wanted, PyObject *object)
{
    PyErr_Format(PyExc_TypeError, "%s() argument '%s' must be %s, not %.200s", call->function,
                 names[parameter], wanted, wc_py_type_name(object));
    return -1;
}

/* Whether the object has an attribute: 1, 0, also if looking for it fails, or -1 if that raised
 * what is no Exception, such as KeyboardInterrupt. */
static int has_attribute(PyObject *object, const char *name)
{
    PyObject *value = PyObject_GetAttrString(object, name);
    if (value) {
        Py_DECREF(value);
        return 1;
    }
    if (!PyErr_ExceptionMatches(PyExc_Exception)) {
        return -1;
    }
    PyErr_Clear();
    return 0;
}

/* Names the function for files where contents is a path or a file. */
static int refuse_contents(const char *function, PyObject *contents)
{
    int is_file = has_attribute((PyObject *)Py_TYPE(contents), "__fspath__");
    if (is_file == 0) {
        is_file = has_attribute(contents, "read");
    }
    if (is_file < 0) {
        return -1;
    }
    const char *other = strcmp(function, "count_words") == 0 ? "count_words_file" : "search_file";
    PyErr_Format(PyExc_TypeError,
                 "%s() argument 'contents' must be str or a bytes-like object, not %.200s%s%s%s",
                 function, wc_py_type_name(contents), is_file ? "; to count in a file call " : "",
                 is_file ? other : "", is_file ? "()" : "");
    return -1;
}

int wc_contents_read(const char *function, PyObject *contents, wc_text *text, Py_buffer *buffer)
{
    buffer->obj = NULL;
    if (PyUnicode_Check(contents)) {
        return text_from_str(contents, text);
    }
    return PyObject_CheckBuffer(contents)
               ? text_from_buffer(contents, function, names[CONTENTS], buffer, text)
               : refuse_contents(function, contents);
}

/* Points `text` to contents and `word` to needle, which must be of the same kind. */
static int read_texts(const wc_call *call, PyObject *contents, PyObject *needle,
                      wc_arguments *arguments, wc_text *word)
{
    const bool is_str = PyUnicode_Check(contents);
    const bool is_text = is_str || PyObject_CheckBuffer(contents);
    if (is_str && !PyUnicode_Check(needle)) {
        return refuse_type(call, NEEDLE, "str because contents is str", needle);
    }
    if (is_text && !is_str && !PyObject_CheckBuffer(needle)) {
        return refuse_type(call, NEEDLE, "a bytes-like object because contents is one", needle);
    }
    if (wc_contents_read(call->function, contents, &arguments->text, &arguments->contents_buffer) <
        0) {
        return -1;
    }
    return is_str ? text_from_str(needle, word)
                  : text_from_buffer(needle, call->function, names[NEEDLE],
                                     &arguments->needle_buffer, word);
}

/* Finds what a word is, by the kind of contents. */
static int read_rule(const wc_call *call, PyObject *values[PARAMETERS], unsigned needle_width,
                     wc_arguments *arguments)
{
    const unsigned width = PyUnicode_Check(values[CONTENTS]) ? arguments->text.width : WC_BYTES;
    const bool needs_more = width != WC_BYTES && needle_width > width;
    const wc_py_wanted wanted = {
        .function = call->function,
        .words = values[WORDS],
        .ignore_case = values[IGNORE_CASE],
        .width = width,
        .fold_width = needs_more ? needle_width : width,
    };
    return wc_py_rule_read(&arguments->rule, call->module, &wanted);
}

int wc_arguments_read(const wc_call *call, wc_arguments *arguments)
{
    PyObject *values[PARAMETERS] = {NULL};
    wc_text word;
    arguments->contents_buffer.obj = arguments->needle_buffer.obj = NULL;
    arguments->rule = (wc_py_rule){.words = {NULL}};
    if (assign(call, values) < 0 ||
        read_texts(call, values[CONTENTS], values[NEEDLE], arguments, &word) < 0 ||
        ((values[WORDS] || values[IGNORE_CASE]) &&
         read_rule(call, values, word.width, arguments) < 0)) {
        wc_arguments_release(arguments);
        return -1;
    }
    wc_needle_prepare(&arguments->needle, &word, arguments->text.width, &arguments->rule.words);
    arguments->threads = values[THREADS] == Py_None ? NULL : values[THREADS];
    return 0;
}

void wc_arguments_release(wc_arguments *arguments)
{
    if (arguments->contents_buffer.obj) {
        PyBuffer_Release(&arguments->contents_buffer);
    }
    if (arguments->needle_buffer.obj) {
        PyBuffer_Release(&arguments->needle_buffer);
    }
    wc_py_rule_release(&arguments->rule);
}
