/* word_count._native.Needle: a needle, prepared once, to be counted in any number of files. */
#include "state.h"

#include "objects.h"

PyDoc_STRVAR(doc, "Needle(word, width=1, swapped=False, class_=None, fold=None, is_utf8=False, /)\n\
--\n\n\
A word to look for in texts whose units have width bytes: 1, 2 or 4.\n\
\n\
word is bytes in the machine's order, or None for a word that is never found:\n\
one that an encoding cannot represent. swapped says that the units of the texts\n\
come in the other order of bytes. class_ is a Class or None, fold a Fold or None:\n\
of units, or with is_utf8 of the characters that the bytes stand for.");

static void prepare(wc_py_needle *self, PyObject *word, const wc_py_units *units, size_t size)
{
    const wc_words words = wc_py_units_words(units);
    const unsigned width = units->width;
    const wc_text text = {self->units, size / width, width};
    self->class = Py_XNewRef(units->class);
    self->fold = Py_XNewRef(units->fold);
    self->format = (wc_unit_format){width, units->swapped != 0};
    if (word == Py_None || size % width) { /* no text has units that are not whole */
        wc_needle_prepare_absent(&self->needle, width);
        self->needle.words = words;
    } else {
        wc_needle_prepare(&self->needle, &text, width, &words);
    }
}

static PyObject *needle_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    wc_py_units units = WC_PY_UNITS;
    PyObject *word;
    Py_buffer bytes = {.len = 0};
    if (kwargs && PyDict_GET_SIZE(kwargs) > 0) {
        PyErr_SetString(PyExc_TypeError, "Needle() takes no keyword arguments");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "O|IpOOp:Needle", &word, &units.width, &units.swapped, &units.class,
                          &units.fold, &units.is_utf8) ||
        wc_py_units_check(&units, PyType_GetModuleState(type)) < 0 ||
        (word != Py_None && PyObject_GetBuffer(word, &bytes, PyBUF_SIMPLE) < 0)) {
        return NULL;
    }
    wc_py_needle *self = (wc_py_needle *)type->tp_alloc(type, 0);
    void *copy = self ? PyMem_Malloc((size_t)bytes.len) : NULL;
    if (copy) {
        self->units = memcpy(copy, bytes.len ? bytes.buf : "", (size_t)bytes.len);
        prepare(self, word, &units, (size_t)bytes.len);
    } else {
        Py_CLEAR(self);
        PyErr_NoMemory();
    }
    PyBuffer_Release(&bytes);
    return (PyObject *)self;
}

static int traverse(PyObject *object, visitproc visit, void *arg)
{
    wc_py_needle *self = (wc_py_needle *)object;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self->class);
    Py_VISIT(self->fold);
    return 0;
}

static void needle_dealloc(PyObject *object)
{
    wc_py_needle *self = (wc_py_needle *)object;
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    PyMem_Free(self->units);
    Py_XDECREF(self->class);
    Py_XDECREF(self->fold);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *is_absent(PyObject *self, void *unused)
{
    (void)unused;
    return PyBool_FromLong(wc_needle_is_absent(&((wc_py_needle *)self)->needle));
}

static PyGetSetDef properties[] = {
    {"is_absent", is_absent, NULL, "Whether it is known that no text has it.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc, (void *)doc},
    {Py_tp_new, (void *)needle_new},
    {Py_tp_getset, properties},
    {Py_tp_traverse, (void *)traverse},
    {Py_tp_dealloc, (void *)needle_dealloc},
    {0, NULL},
};

PyType_Spec wc_needle_spec = {
    .name = "word_count._native.Needle",
    .basicsize = sizeof(wc_py_needle),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};
