/* word_count._native.Needle: a needle, prepared once, to be counted in any number of files. */
#include "state.h"

#include "objects.h"

PyDoc_STRVAR(doc, "Needle(word, width=1, swapped=False, /)\n--\n\n\
A word to look for in texts whose units have width bytes: 1, 2 or 4.\n\
\n\
word is bytes in the machine's order, or None for a word that is never found:\n\
one that an encoding cannot represent. swapped says that the units of the texts\n\
come in the other order of bytes.");

static PyObject *needle_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *word;
    unsigned width = 1;
    int swapped = 0;
    if (kwargs && PyDict_GET_SIZE(kwargs) > 0) {
        PyErr_SetString(PyExc_TypeError, "Needle() takes no keyword arguments");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "O|Ip:Needle", &word, &width, &swapped)) {
        return NULL;
    }
    if (width != 1 && width != 2 && width != 4) {
        PyErr_Format(PyExc_ValueError, "no units of %u bytes", width);
        return NULL;
    }
    Py_buffer bytes = {.len = 0};
    if (word != Py_None && PyObject_GetBuffer(word, &bytes, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    wc_py_needle *self = (wc_py_needle *)type->tp_alloc(type, 0);
    void *units = self ? PyMem_Malloc((size_t)bytes.len) : NULL;
    if (units) {
        const size_t size = (size_t)bytes.len;
        self->units = memcpy(units, bytes.len ? bytes.buf : "", size);
        self->format = (wc_unit_format){width, swapped != 0};
        if (word == Py_None || size % width) { /* no text has units that are not whole */
            wc_needle_prepare_absent(&self->needle, width);
        } else {
            wc_needle_prepare(&self->needle, &(wc_text){units, size / width, width}, width,
                              &(wc_words){0});
        }
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
    type->tp_free(self);
    Py_DECREF(type);
}

static PyType_Slot slots[] = {
    {Py_tp_doc, (void *)doc},
    {Py_tp_new, (void *)needle_new},
    {Py_tp_dealloc, (void *)needle_dealloc},
    {0, NULL},
};

PyType_Spec wc_needle_spec = {
    .name = "word_count._native.Needle",
    .basicsize = sizeof(wc_py_needle),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};
