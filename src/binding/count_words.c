/* count_words for word_count._tables: the whole table of a text in memory. */
#include "arguments.h"
#include "objects.h"
#include "state.h"

/* A call: its text and table, and what they need. */
typedef struct {
    const char *function;
    PyObject *contents, *vocabulary; /* NULL: all words */
    wc_text text;
    Py_buffer buffer;
    wc_py_rule rule;
    wc_py_table table;
} table_call;

static void release(table_call *call)
{
    if (call->buffer.obj) {
        PyBuffer_Release(&call->buffer);
    }
    wc_tabulator_release(&call->table.tabulator);
    wc_table_release(&call->table.vocabulary);
    wc_py_rule_release(&call->rule);
}

/* Copies a word to units of `width` bytes: where a character does not fit, another that is the same
 * but for case. Returns false if there is none. */
static bool narrow_word(const wc_fold *fold, const wc_text *word, unsigned width, void *copy)
{
    if (wc_copy_units(word, 0, word->length, width, copy)) {
        return true;
    }
    for (size_t i = 0; fold && i < word->length; i++) {
        uint32_t unit = PyUnicode_READ((int)word->width, word->units, (Py_ssize_t)i);
        const wc_variants *group = wc_fold_group(fold, unit);
        for (unsigned v = 0; group && unit >> 8 * width && v < group->length; v++) {
            unit = group->units[v];
        }
        if (unit >> 8 * width) {
            return false;
        }
        PyUnicode_WRITE((int)width, copy, (Py_ssize_t)i, unit);
    }
    return fold != NULL;
}

/* Points `word` to a word of the vocabulary, of the text's kind and, in `own` if it is not, width.
 * Returns 1, 0 if no text of that width has it, or -1 with an exception set. */
static int read_word(const table_call *call, PyObject *object, wc_text *word, Py_buffer *buffer,
                     void **own)
{
    const unsigned width = call->text.width;
    *own = NULL;
    buffer->obj = NULL;
    if (PyUnicode_Check(call->contents) != PyUnicode_Check(object)) {
        const bool is_str = PyUnicode_Check(call->contents);
        PyErr_Format(PyExc_TypeError,
                     "%s() argument 'vocabulary' must have words of %s because contents is %s, "
                     "not %.200s",
                     call->function, is_str ? "str" : "bytes", is_str ? "str" : "bytes-like",
                     wc_py_type_name(object));
        return -1;
    }
    if (wc_contents_read(call->function, object, word, buffer) < 0) {
        return -1;
    }
    if (word->width == width) {
        return 1;
    }
    *own = word->length < PY_SSIZE_T_MAX / width ? PyMem_Malloc(word->length * width + 1) : NULL;
    if (!*own) {
        PyErr_NoMemory();
        return -1;
    }
    return narrow_word(call->rule.words.fold, word, width, *own);
}

/* Adds a word to the vocabulary, or, where `count` is asked for, returns its count. */
static int with_word(table_call *call, PyObject *object, uint64_t *count)
{
    wc_text word;
    Py_buffer buffer;
    void *own;
    const unsigned width = call->text.width;
    int state = read_word(call, object, &word, &buffer, &own);
    if (state < 0) {
        if (buffer.obj) {
            PyBuffer_Release(&buffer);
        }
        return -1;
    }
    const void *units = own ? own : word.units;
    bool is_new = true, right = true;
    if (count) {
        *count = 0;
        right = state == 0 ||
                wc_tabulator_count(&call->table.tabulator, units, word.length * width, count);
    } else if (state > 0) {
        right = wc_py_table_know(&call->table, units, word.length * width, &is_new) == 0;
    }
    PyMem_Free(own);
    if (buffer.obj) {
        PyBuffer_Release(&buffer);
    }
    if (!right) {
        if (!PyErr_Occurred()) {
            PyErr_NoMemory();
        }
        return -1;
    }
    if (!is_new) {
        PyErr_Format(PyExc_ValueError, "%s() argument 'vocabulary' has %R twice", call->function,
                     object);
        return -1;
    }
    return 0;
}

static int know_vocabulary(table_call *call)
{
    bool is_new;
    if (wc_py_table_know(&call->table, NULL, 0, &is_new) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(call->vocabulary); i++) {
        if (with_word(call, PyTuple_GET_ITEM(call->vocabulary, i), NULL) < 0 ||
            wc_py_look_sometimes((size_t)i) < 0) {
            return -1;
        }
    }
    return 0;
}

static int fill_known(table_call *call, PyObject *dict)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(call->vocabulary); i++) {
        PyObject *word = PyTuple_GET_ITEM(call->vocabulary, i);
        uint64_t count;
        if (with_word(call, word, &count) < 0 || wc_py_look_sometimes((size_t)i) < 0) {
            return -1;
        }
        PyObject *number = PyLong_FromUnsignedLongLong(count);
        const int failed = number ? PyDict_SetItem(dict, word, number) : -1;
        Py_XDECREF(number);
        if (failed) {
            return -1;
        }
    }
    return 0;
}

static int count(table_call *call, unsigned threads, PyObject *dict)
{
    const bool is_short = call->text.length * call->text.width < WC_SHORT_TABLE_BYTES;
    const wc_py_run how = {.threads = threads, .holds_gil = is_short};
    wc_memory memory;
    wc_merge merge;
    wc_memory_begin(&memory, &call->text, &call->table.tabulator.sink);
    if (wc_py_run_task(&memory.task, &how) < 0) {
        return -1;
    }
    wc_merge_begin(&merge, &call->table.tabulator);
    if (wc_py_run_task(&merge.task, &how) < 0) {
        return -1;
    }
    return call->vocabulary ? fill_known(call, dict) : wc_py_fill(&call->table, dict);
}

/* The width of the widest word of the vocabulary, at least that of the text. */
static unsigned widest_word(const table_call *call)
{
    unsigned width = call->text.width;
    for (Py_ssize_t i = 0; call->vocabulary && i < PyTuple_GET_SIZE(call->vocabulary); i++) {
        PyObject *word = PyTuple_GET_ITEM(call->vocabulary, i);
        wc_text text;
        Py_buffer none;
        if (PyUnicode_Check(word) && wc_contents_read(call->function, word, &text, &none) == 0 &&
            text.width > width) {
            width = text.width;
        }
    }
    return width;
}

const char wc_py_count_words_doc[] =
    "count_words($module, counter, contents, words, ignore_case, vocabulary, threads, /)\n--\n\n"
    "Put the words of a text and their counts into a dict.\n\n"
    "vocabulary is a tuple, or None for all words; the rest is that of search.";

PyObject *wc_py_count_words(PyObject *module, PyObject *args)
{
    PyObject *dict, *threads;
    table_call call = {.function = "count_words"};
    wc_py_wanted wanted = {.function = call.function};
    if (!PyArg_ParseTuple(args, "O!OOOOO:count_words", &PyDict_Type, &dict, &call.contents,
                          &wanted.words, &wanted.ignore_case, &call.vocabulary, &threads)) {
        return NULL;
    }
    if (call.vocabulary == Py_None) {
        call.vocabulary = NULL;
    } else if (!PyTuple_Check(call.vocabulary)) {
        PyErr_SetString(PyExc_TypeError, "vocabulary must be a tuple");
        return NULL;
    }
    if (wc_contents_read(call.function, call.contents, &call.text, &call.buffer) < 0) {
        return NULL;
    }
    unsigned number;
    wanted.width = PyUnicode_Check(call.contents) ? call.text.width : WC_BYTES;
    wanted.fold_width = wanted.width == WC_BYTES ? WC_BYTES : widest_word(&call);
    int failed = wc_py_rule_read(&call.rule, module, &wanted);
    if (!failed) {
        wc_tabulator_init(&call.table.tabulator, &call.rule.words, call.text.width, NULL);
        call.table.format.width = call.text.width;
        call.table.as_bytes = wanted.width == WC_BYTES;
        failed = wc_py_threads(module, threads, call.function, call.text.length * call.text.width,
                               &number);
    }
    failed =
        failed || (call.vocabulary && know_vocabulary(&call) < 0) || count(&call, number, dict) < 0;
    release(&call);
    return failed ? NULL : Py_NewRef(Py_None);
}
