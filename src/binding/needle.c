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

typedef struct {
    PyObject *word, *class, *fold;
    unsigned width;
    int swapped, is_utf8;
} needle_arguments;

/* A Class or Fold, or NULL for None. -1 with TypeError set. */
static int check_part(PyObject **part, PyTypeObject *type)
{
    *part = *part == Py_None ? NULL : *part;
    if (*part && !Py_IS_TYPE(*part, type)) {
        PyErr_Format(PyExc_TypeError, "Needle() wants a %s or None", type->tp_name);
        return -1;
    }
    return 0;
}

static int read_arguments(needle_arguments *a, PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    *a = (needle_arguments){.class = Py_None, .fold = Py_None, .width = 1};
    const wc_state *state = PyType_GetModuleState(type);
    if (kwargs && PyDict_GET_SIZE(kwargs) > 0) {
        PyErr_SetString(PyExc_TypeError, "Needle() takes no keyword arguments");
        return -1;
    }
    if (!PyArg_ParseTuple(args, "O|IpOOp:Needle", &a->word, &a->width, &a->swapped, &a->class,
                          &a->fold, &a->is_utf8) ||
        check_part(&a->class, state->class_type) < 0 ||
        check_part(&a->fold, state->fold_type) < 0) {
        return -1;
    }
    const bool fits = a->width == 1 || ((a->width == 2 || a->width == 4) && !a->is_utf8);
    if (!fits) {
        PyErr_Format(PyExc_ValueError, "no units of %u bytes", a->width);
    } else if (a->is_utf8 && a->class && ((wc_py_class *)a->class)->class.pages == 1) {
        PyErr_SetString(PyExc_ValueError, "a class of UTF-8 needs more than one page");
    } else {
        return 0;
    }
    return -1;
}

static void prepare(wc_py_needle *self, const needle_arguments *a, size_t size)
{
    const wc_words words = {
        .class = a->class ? &((wc_py_class *)a->class)->class : NULL,
        .fold = a->fold ? &((wc_py_fold *)a->fold)->fold : NULL,
        .is_utf8 = a->is_utf8 != 0,
    };
    const wc_text word = {self->units, size / a->width, a->width};
    self->class = Py_XNewRef(a->class);
    self->fold = Py_XNewRef(a->fold);
    self->format = (wc_unit_format){a->width, a->swapped != 0};
    if (a->word == Py_None || size % a->width) { /* no text has units that are not whole */
        wc_needle_prepare_absent(&self->needle, a->width);
        self->needle.words = words;
    } else {
        wc_needle_prepare(&self->needle, &word, a->width, &words);
    }
}

static PyObject *needle_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    needle_arguments a;
    Py_buffer bytes = {.len = 0};
    if (read_arguments(&a, type, args, kwargs) < 0 ||
        (a.word != Py_None && PyObject_GetBuffer(a.word, &bytes, PyBUF_SIMPLE) < 0)) {
        return NULL;
    }
    wc_py_needle *self = (wc_py_needle *)type->tp_alloc(type, 0);
    void *units = self ? PyMem_Malloc((size_t)bytes.len) : NULL;
    if (units) {
        self->units = memcpy(units, bytes.len ? bytes.buf : "", (size_t)bytes.len);
        prepare(self, &a, (size_t)bytes.len);
    } else {
        Py_CLEAR(self);
        PyErr_NoMemory();
    }
    PyBuffer_Release(&bytes);
    return (PyObject *)self;
}

static void needle_dealloc(PyObject *object)
{
    wc_py_needle *self = (wc_py_needle *)object;
    PyTypeObject *type = Py_TYPE(self);
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
    {Py_tp_dealloc, (void *)needle_dealloc},
    {0, NULL},
};

PyType_Spec wc_needle_spec = {
    .name = "word_count._native.Needle",
    .basicsize = sizeof(wc_py_needle),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};
