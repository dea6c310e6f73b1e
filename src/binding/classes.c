/* word_count._native.Class and Fold, what words= and ignore_case= become; and the characters of
 * which word_count._words and word_count._folds make them. */
#include "state.h"

#include "objects.h"

enum { MOST_PAGES = 0x110000 / WC_PAGE };

/* The arguments (tuple, pages) of both types; or NULL with an exception set. */
static PyObject *tuple_and_pages(PyObject *args, PyObject *kwargs, const char *format,
                                 unsigned *pages)
{
    PyObject *tuple;
    if (kwargs && PyDict_GET_SIZE(kwargs) > 0) {
        PyErr_SetString(PyExc_TypeError, "no keyword arguments");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, format, &PyTuple_Type, &tuple, pages)) {
        return NULL;
    }
    if (*pages < 1 || *pages > MOST_PAGES) {
        PyErr_Format(PyExc_ValueError, "no %u pages", *pages);
        return NULL;
    }
    return tuple;
}

/* A unit, or a position among units. -1 with an exception set if it is none. */
static int to_unit(PyObject *object, uint32_t *unit)
{
    const unsigned long value = PyLong_AsUnsignedLong(object);
    if (value == (unsigned long)-1 && PyErr_Occurred()) {
        return -1;
    }
    if (value > MOST_PAGES * WC_PAGE) {
        PyErr_Format(PyExc_ValueError, "no unit %lu", value);
        return -1;
    }
    *unit = (uint32_t)value;
    return 0;
}

PyDoc_STRVAR(class_doc, "Class(runs, pages, /)\n--\n\n\
A class of characters, those of a text's first 256 * pages.\n\
\n\
runs is a tuple of pairs: the first character of a run in the class, and the\n\
first one after it.");

/* Sets the bits of a run. */
static int add_run(PyObject *run, uint8_t *bits, size_t units)
{
    uint32_t begin, end;
    if (!PyTuple_Check(run) || PyTuple_GET_SIZE(run) != 2) {
        PyErr_SetString(PyExc_TypeError, "a run is a pair");
        return -1;
    }
    if (to_unit(PyTuple_GET_ITEM(run, 0), &begin) < 0 ||
        to_unit(PyTuple_GET_ITEM(run, 1), &end) < 0) {
        return -1;
    }
    if (end > units) {
        PyErr_SetString(PyExc_ValueError, "a run beyond the pages");
        return -1;
    }
    for (uint32_t unit = begin; unit < end; unit++) {
        bits[unit / 8] |= (uint8_t)(1 << unit % 8);
    }
    return 0;
}

PyObject *wc_py_class_of(PyTypeObject *type, const uint8_t *bits, unsigned pages)
{
    wc_py_class *self = (wc_py_class *)type->tp_alloc(type, 0);
    if (self && !wc_class_make(&self->class, bits, pages)) {
        Py_CLEAR(self);
        PyErr_NoMemory();
    }
    return (PyObject *)self;
}

static PyObject *class_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    unsigned pages;
    PyObject *runs = tuple_and_pages(args, kwargs, "O!I:Class", &pages);
    if (!runs) {
        return NULL;
    }
    uint8_t *bits = PyMem_Calloc(pages, WC_PAGE / 8);
    if (!bits) {
        return PyErr_NoMemory();
    }
    bool right = true;
    for (Py_ssize_t i = 0; right && i < PyTuple_GET_SIZE(runs); i++) {
        right = add_run(PyTuple_GET_ITEM(runs, i), bits, (size_t)pages * WC_PAGE) == 0;
    }
    PyObject *self = right ? wc_py_class_of(type, bits, pages) : NULL;
    PyMem_Free(bits);
    return self;
}

/* Of both types. Instances are kept in the module's state: only by them can CPython find that the
 * module, its types and their instances refer to each other and to nothing else. */
static int traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    return 0;
}

static void class_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    wc_class_release(&((wc_py_class *)self)->class);
    type->tp_free(self);
    Py_DECREF(type);
}

PyDoc_STRVAR(fold_doc, "Fold(groups, pages, /)\n--\n\n\
Characters that are the same but for case, among a text's first 256 * pages.\n\
\n\
groups is a tuple of strs of 2 to 4 characters; the first is what all of them\n\
fold to, and may be beyond the pages.");

static int read_group(PyObject *str, wc_variants *group)
{
    if (!PyUnicode_Check(str)) {
        PyErr_SetString(PyExc_TypeError, "a group is a str");
        return -1;
    }
    const Py_ssize_t length = PyUnicode_GET_LENGTH(str);
    if (length < 2 || length > WC_MOST_VARIANTS) {
        PyErr_SetString(PyExc_ValueError, "a group has 2 to 4 characters");
        return -1;
    }
    for (Py_ssize_t i = 0; i < length; i++) {
        group->units[i] = PyUnicode_READ_CHAR(str, i);
    }
    group->length = (unsigned)length;
    return 0;
}

static PyObject *fold_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    unsigned pages;
    PyObject *groups = tuple_and_pages(args, kwargs, "O!I:Fold", &pages);
    if (!groups) {
        return NULL;
    }
    const Py_ssize_t length = PyTuple_GET_SIZE(groups);
    if (length > UINT16_MAX) {
        PyErr_SetString(PyExc_ValueError, "too many groups");
        return NULL;
    }
    wc_variants *read = PyMem_Calloc((size_t)length + 1, sizeof *read);
    if (!read) {
        return PyErr_NoMemory();
    }
    bool right = true;
    for (Py_ssize_t i = 0; right && i < length; i++) {
        right = read_group(PyTuple_GET_ITEM(groups, i), &read[i + 1]) == 0;
    }
    wc_py_fold *self = right ? (wc_py_fold *)type->tp_alloc(type, 0) : NULL;
    if (self && !wc_fold_make(&self->fold, read, (size_t)length, pages)) {
        Py_CLEAR(self);
        PyErr_NoMemory();
    }
    PyMem_Free(read);
    return (PyObject *)self;
}

static void fold_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    wc_fold_release(&((wc_py_fold *)self)->fold);
    type->tp_free(self);
    Py_DECREF(type);
}

const char wc_py_code_points_doc[] = "code_points($module, number, /)\n--\n\n\
A str of the first code points, from 0 to number - 1, surrogates among them.";

PyObject *wc_py_code_points(PyObject *module, PyObject *number)
{
    (void)module;
    uint32_t end;
    if (to_unit(number, &end) < 0) {
        return NULL;
    }
    PyObject *str = PyUnicode_New((Py_ssize_t)end, end > 0 ? end - 1 : 0);
    for (uint32_t c = 0; str && c < end; c++) {
        PyUnicode_WRITE(PyUnicode_KIND(str), PyUnicode_DATA(str), c, c);
    }
    return str;
}

const char wc_py_cased_doc[] = "cased($module, number, /)\n--\n\n\
A str of those of the first code points that str.lower() or str.upper() changes,\n\
to one character or to more.";

PyObject *wc_py_cased(PyObject *module, PyObject *number)
{
    (void)module;
    uint32_t end;
    if (to_unit(number, &end) < 0) {
        return NULL;
    }
    Py_UCS4 *found = PyMem_Malloc(end * sizeof *found);
    if (!found) {
        return PyErr_NoMemory();
    }
    Py_ssize_t length = 0;
    for (uint32_t c = 0; c < end; c++) {
        if (Py_UNICODE_TOLOWER(c) != c || Py_UNICODE_TOUPPER(c) != c) {
            found[length++] = c;
        }
    }
    PyObject *str = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, found, length);
    PyMem_Free(found);
    return str;
}

static PyType_Slot class_slots[] = {
    {Py_tp_doc, (void *)class_doc},
    {Py_tp_new, (void *)class_new},
    {Py_tp_traverse, (void *)traverse},
    {Py_tp_dealloc, (void *)class_dealloc},
    {0, NULL},
};

PyType_Spec wc_class_spec = {
    .name = "word_count._native.Class",
    .basicsize = sizeof(wc_py_class),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = class_slots,
};

static PyType_Slot fold_slots[] = {
    {Py_tp_doc, (void *)fold_doc},
    {Py_tp_new, (void *)fold_new},
    {Py_tp_traverse, (void *)traverse},
    {Py_tp_dealloc, (void *)fold_dealloc},
    {0, NULL},
};

PyType_Spec wc_fold_spec = {
    .name = "word_count._native.Fold",
    .basicsize = sizeof(wc_py_fold),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = fold_slots,
};
