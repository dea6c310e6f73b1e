/* word_count._native.Table: all words of texts and how often each occurs, and count_words for a
 * text in memory. From counts to Python's objects: counts.c. */
#include "arguments.h"
#include "objects.h"
#include "state.h"

#include <errno.h>

PyDoc_STRVAR(
    doc, "Table(width=1, swapped=False, class_=None, fold=None, is_utf8=False, as_bytes=False,\n\
      vocabulary=None, /)\n--\n\n\
The words of texts, and how often each occurs.\n\
\n\
The first arguments are those of Needle: units, and what a word is in them.\n\
as_bytes says that words become bytes; else str. vocabulary is None, or a tuple\n\
of words as they are in a text, bytes, or None for one that no text has: only\n\
these are counted. Used by one thread at a time: else RuntimeError.");

static void table_init(wc_py_table *self, const wc_words *words, wc_unit_format format)
{
    self->format = format;
    atomic_flag_clear(&self->in_use);
    wc_tabulator_init(&self->tabulator, words, format.width, NULL);
}

/* Adds a word of the vocabulary, or notes that no text has it (`bytes` NULL). -1 with an exception
 * set.
 */
int wc_py_table_know(wc_py_table *self, const void *bytes, size_t size, bool *is_new)
{
    *is_new = true;
    if (!self->tabulator.vocabulary) {
        if (!wc_table_make(&self->vocabulary)) {
            PyErr_NoMemory();
            return -1;
        }
        self->tabulator.vocabulary = &self->vocabulary;
    }
    if (bytes && !wc_vocabulary_add(&self->tabulator, &self->vocabulary, bytes, size, is_new)) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}

static int know_all(wc_py_table *self, PyObject *vocabulary)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(vocabulary); i++) {
        PyObject *word = PyTuple_GET_ITEM(vocabulary, i);
        char *bytes = NULL;
        Py_ssize_t size = 0;
        bool is_new;
        if ((word != Py_None && PyBytes_AsStringAndSize(word, &bytes, &size) < 0) ||
            wc_py_table_know(self, bytes, (size_t)size, &is_new) < 0) {
            return -1;
        }
        if (!is_new) {
            PyErr_Format(PyExc_ValueError, "%R", word);
            return -1;
        }
    }
    bool is_new;
    self->words = Py_NewRef(vocabulary);
    return wc_py_table_know(self, NULL, 0, &is_new);
}

static PyObject *table_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    wc_py_units units = WC_PY_UNITS;
    PyObject *vocabulary = Py_None;
    int as_bytes = 0;
    if (kwargs && PyDict_GET_SIZE(kwargs) > 0) {
        PyErr_SetString(PyExc_TypeError, "Table() takes no keyword arguments");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "|IpOOppO:Table", &units.width, &units.swapped, &units.class,
                          &units.fold, &units.is_utf8, &as_bytes, &vocabulary) ||
        wc_py_units_check(&units, PyType_GetModuleState(type)) < 0) {
        return NULL;
    }
    if (vocabulary != Py_None && !PyTuple_Check(vocabulary)) {
        PyErr_SetString(PyExc_TypeError, "Table() wants a tuple or None as vocabulary");
        return NULL;
    }
    wc_py_table *self = (wc_py_table *)type->tp_alloc(type, 0);
    if (self) {
        const wc_words words = wc_py_units_words(&units);
        table_init(self, &words, (wc_unit_format){units.width, units.swapped != 0});
        self->as_bytes = as_bytes;
        self->class = Py_XNewRef(units.class);
        self->fold = Py_XNewRef(units.fold);
        if (vocabulary != Py_None && know_all(self, vocabulary) < 0) {
            Py_CLEAR(self);
        }
    }
    return (PyObject *)self;
}

static int traverse(PyObject *object, visitproc visit, void *arg)
{
    wc_py_table *self = (wc_py_table *)object;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self->class);
    Py_VISIT(self->fold);
    Py_VISIT(self->words);
    return 0;
}

static void table_dealloc(PyObject *object)
{
    wc_py_table *self = (wc_py_table *)object;
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    wc_tabulator_release(&self->tabulator);
    wc_table_release(&self->vocabulary);
    Py_XDECREF(self->class);
    Py_XDECREF(self->fold);
    Py_XDECREF(self->words);
    type->tp_free(self);
    Py_DECREF(type);
}

/* Merges the tables of all threads. What a signal handler raises ends it; the next call goes on. */
static int merge(wc_py_table *self, unsigned threads)
{
    const wc_py_run how = {.threads = threads};
    if (!self->is_merging) {
        wc_merge_begin(&self->merge, &self->tabulator);
    }
    self->is_merging = true;
    const int failed = wc_py_run_task(&self->merge.task, &how);
    self->is_merging = failed != 0;
    return failed;
}

PyObject *wc_py_end_use(wc_py_table *self, PyObject *result)
{
    atomic_flag_clear(&self->in_use);
    return result;
}

int wc_py_begin_use(wc_py_table *self)
{
    if (atomic_flag_test_and_set(&self->in_use)) {
        PyErr_SetString(PyExc_RuntimeError, "a Table is used by one thread at a time");
        return -1;
    }
    if (self->is_merging && merge(self, 1) < 0) {
        wc_py_end_use(self, NULL);
        return -1;
    }
    return 0;
}

/* -1 with an exception set, ValueError unless the tables have words of the same kind and the same
 * vocabulary. */
static int check_alike(const wc_py_table *self, const wc_py_table *other)
{
    int are_alike = self->format.width == other->format.width && !self->words == !other->words;
    if (are_alike && self->words) {
        are_alike = PyObject_RichCompareBool(self->words, other->words, Py_EQ);
    }
    if (are_alike == 0) {
        PyErr_SetString(PyExc_ValueError, "tables of different kinds");
    }
    return are_alike > 0 ? 0 : -1;
}

PyDoc_STRVAR(absorb_doc, "absorb($self, other, threads, /)\n--\n\n"
                         "Add the counts of another table of the same kind, which is empty then.");

static PyObject *absorb(PyObject *object, PyObject *args)
{
    wc_py_table *self = (wc_py_table *)object, *other;
    unsigned threads;
    if (!PyArg_ParseTuple(args, "O!I:absorb", Py_TYPE(self), &other, &threads)) {
        return NULL;
    }
    if (wc_py_begin_use(self) < 0) {
        return NULL;
    }
    if (wc_py_begin_use(other) < 0) {
        return wc_py_end_use(self, NULL);
    }
    int failed = check_alike(self, other) || merge(self, threads) || merge(other, threads);
    if (!failed && !wc_tabulator_move(&self->tabulator, &other->tabulator)) {
        PyErr_NoMemory();
        failed = -1;
    }
    failed = failed || merge(self, threads);
    wc_py_end_use(other, NULL);
    return wc_py_end_use(self, wc_py_none_or_failed(failed));
}

PyDoc_STRVAR(clear_doc, "clear($self, /)\n--\n\n"
                        "Forget all counts, but no word of the vocabulary.");

static PyObject *clear(PyObject *object, PyObject *unused)
{
    wc_py_table *self = (wc_py_table *)object;
    (void)unused;
    if (wc_py_begin_use(self) < 0) {
        return NULL;
    }
    wc_tabulator_release(&self->tabulator);
    return wc_py_end_use(self, Py_NewRef(Py_None));
}

PyDoc_STRVAR(fill_doc, "fill($self, counter, threads, /)\n--\n\n"
                       "Put all words and their counts into a dict.");

static PyObject *fill(PyObject *object, PyObject *args)
{
    wc_py_table *self = (wc_py_table *)object;
    PyObject *counter;
    unsigned threads;
    if (!PyArg_ParseTuple(args, "O!I:fill", &PyDict_Type, &counter, &threads)) {
        return NULL;
    }
    if (wc_py_begin_use(self) < 0) {
        return NULL;
    }
    const bool failed = merge(self, threads) < 0 || wc_py_fill(self, counter) < 0;
    return wc_py_end_use(self, wc_py_none_or_failed(failed));
}

PyDoc_STRVAR(known_doc, "known($self, threads, /)\n--\n\n"
                        "The counts of the vocabulary's words, in its order.");

static PyObject *known(PyObject *object, PyObject *args)
{
    wc_py_table *self = (wc_py_table *)object;
    unsigned threads;
    if (!PyArg_ParseTuple(args, "I:known", &threads) || wc_py_begin_use(self) < 0) {
        return NULL;
    }
    return wc_py_end_use(self, merge(self, threads) < 0 ? NULL : wc_py_known(self));
}

PyDoc_STRVAR(top_doc,
             "top($self, number, threads, /)\n--\n\n"
             "The most frequent words, up to so many, as a list of (word, count): by count, "
             "then by word.");

static PyObject *top(PyObject *object, PyObject *args)
{
    wc_py_table *self = (wc_py_table *)object;
    Py_ssize_t number;
    unsigned threads;
    if (!PyArg_ParseTuple(args, "nI:top", &number, &threads) || wc_py_begin_use(self) < 0) {
        return NULL;
    }
    const bool failed = merge(self, threads) < 0;
    return wc_py_end_use(self, failed ? NULL : wc_py_top(self, number < 0 ? 0 : (size_t)number));
}

static PyMethodDef methods[] = {
    {"take_file", wc_py_take_file, METH_VARARGS, wc_py_take_file_doc},
    {"take_files", wc_py_take_files, METH_VARARGS, wc_py_take_files_doc},
    {"take_descriptor", wc_py_take_descriptor, METH_VARARGS, wc_py_take_descriptor_doc},
    {"take_blocks", wc_py_take_blocks, METH_O, wc_py_take_blocks_doc},
    {"absorb", absorb, METH_VARARGS, absorb_doc},
    {"clear", clear, METH_NOARGS, clear_doc},
    {"fill", fill, METH_VARARGS, fill_doc},
    {"known", known, METH_VARARGS, known_doc},
    {"top", top, METH_VARARGS, top_doc},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc, (void *)doc},           {Py_tp_new, (void *)table_new},
    {Py_tp_traverse, (void *)traverse}, {Py_tp_dealloc, (void *)table_dealloc},
    {Py_tp_methods, methods},           {0, NULL},
};

PyType_Spec wc_table_spec = {
    .name = "word_count._native.Table",
    .basicsize = sizeof(wc_py_table),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};
