/* word_count._native: the core for Python. This file is the module itself: its table of functions,
 * its types and state, and what it declares to CPython. */
#include "state.h"

#include <stdlib.h>

static const char kernel_variable[] = "WORD_COUNT_KERNEL";

PyDoc_STRVAR(thread_count_doc, "thread_count($module, threads=None, function='search', /)\n--\n\n\
The number of threads that the argument threads of a function stands for.");

static PyObject *thread_count(PyObject *module, PyObject *args)
{
    PyObject *threads = Py_None;
    const char *function = "search";
    unsigned number;
    if (!PyArg_ParseTuple(args, "|Os:thread_count", &threads, &function) ||
        wc_py_threads(module, threads, function, SIZE_MAX, &number) < 0) {
        return NULL;
    }
    return PyLong_FromUnsignedLong(number);
}

PyDoc_STRVAR(kernel_name_doc, "kernel_name($module, /)\n--\n\n\
The name of the kernel in use: the instruction set that counts.");

static PyObject *kernel_name(PyObject *module, PyObject *unused)
{
    (void)module;
    (void)unused;
    return PyUnicode_FromString(wc_kernel_name());
}

PyDoc_STRVAR(kernel_list_doc, "kernel_list($module, /)\n--\n\n\
The names of the kernels that this CPU can run, a list, the best one first.");

static PyObject *kernel_list(PyObject *module, PyObject *unused)
{
    (void)module;
    (void)unused;
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list && wc_kernel_list(i); i++) {
        PyObject *name = PyUnicode_FromString(wc_kernel_list(i));
        if (!name || PyList_Append(list, name) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(name);
    }
    return list;
}

/* A function that takes its arguments by vectorcall, as the method table wants it. */
#define VECTORCALL(function) (PyCFunction)(void (*)(void))(function), METH_FASTCALL | METH_KEYWORDS

static PyMethodDef methods[] = {
    {"search", VECTORCALL(wc_py_search), wc_py_search_doc},
    {"search_sequential", VECTORCALL(wc_py_search_sequential), wc_py_search_sequential_doc},
    {"search_sequential_allow_threads", VECTORCALL(wc_py_search_sequential_allow_threads),
     wc_py_search_sequential_allow_threads_doc},
    {"count_file", wc_py_count_file, METH_VARARGS, wc_py_count_file_doc},
    {"count_files", wc_py_count_files, METH_VARARGS, wc_py_count_files_doc},
    {"count_descriptor", wc_py_count_descriptor, METH_VARARGS, wc_py_count_descriptor_doc},
    {"count_blocks", wc_py_count_blocks, METH_VARARGS, wc_py_count_blocks_doc},
    {"count_words", wc_py_count_words, METH_VARARGS, wc_py_count_words_doc},
    {"rule_for", wc_py_rule_for, METH_VARARGS, wc_py_rule_for_doc},
    {"code_points", wc_py_code_points, METH_O, wc_py_code_points_doc},
    {"cased", wc_py_cased, METH_O, wc_py_cased_doc},
    {"thread_count", thread_count, METH_VARARGS, thread_count_doc},
    {"kernel_name", kernel_name, METH_NOARGS, kernel_name_doc},
    {"kernel_list", kernel_list, METH_NOARGS, kernel_list_doc},
    {NULL, NULL, 0, NULL},
};

/* Fails with ImportError naming the kernels there are, since `setting` is none of them. */
static int refuse_kernel(const char *setting)
{
    PyObject *value = PyUnicode_DecodeFSDefault(setting);
    PyObject *kernels = value ? kernel_list(NULL, NULL) : NULL;
    if (kernels) {
        PyErr_Format(PyExc_ImportError, "%s is %R, and this CPU has %R", kernel_variable, value,
                     kernels);
    }
    Py_XDECREF(kernels);
    Py_XDECREF(value);
    return -1;
}

static int add_type(PyObject *module, PyType_Spec *spec, PyTypeObject **type)
{
    *type = (PyTypeObject *)PyType_FromModuleAndSpec(module, spec, NULL);
    return *type ? PyModule_AddType(module, *type) : -1;
}

static int execute(PyObject *module)
{
    wc_state *state = PyModule_GetState(module);
    atomic_init(&state->threads, WC_NOT_ASKED);
    if (add_type(module, &wc_needle_spec, &state->needle_type) < 0 ||
        add_type(module, &wc_class_spec, &state->class_type) < 0 ||
        add_type(module, &wc_fold_spec, &state->fold_type) < 0 ||
        add_type(module, &wc_table_spec, &state->table_type) < 0) {
        return -1;
    }
    for (int width = 0; width < WC_WIDTHS; width++) {
        state->kept[width] = PyDict_New();
        if (!state->kept[width]) {
            return -1;
        }
    }
    const char *kernel = getenv(kernel_variable);
    const bool is_set = kernel && *kernel;
    return is_set && !wc_kernel_choose(kernel) ? refuse_kernel(kernel) : 0;
}

static int traverse(PyObject *module, visitproc visit, void *arg)
{
    wc_state *state = PyModule_GetState(module);
    Py_VISIT(state->needle_type);
    Py_VISIT(state->class_type);
    Py_VISIT(state->fold_type);
    Py_VISIT(state->table_type);
    Py_VISIT(atomic_load(&state->pattern_type));
    for (int width = 0; width < WC_WIDTHS; width++) {
        Py_VISIT(state->kept[width]);
    }
    return 0;
}

static int clear(PyObject *module)
{
    wc_state *state = PyModule_GetState(module);
    Py_CLEAR(state->needle_type);
    Py_CLEAR(state->class_type);
    Py_CLEAR(state->fold_type);
    Py_CLEAR(state->table_type);
    Py_XDECREF(atomic_exchange(&state->pattern_type, NULL));
    for (int width = 0; width < WC_WIDTHS; width++) {
        Py_CLEAR(state->kept[width]);
    }
    return 0;
}

static void free_module(void *module)
{
    (void)clear(module);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)execute},
#ifdef Py_mod_multiple_interpreters
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
#ifdef Py_mod_gil
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "word_count._native",
    .m_doc = "The compiled part of word_count.",
    .m_size = sizeof(wc_state),
    .m_methods = methods,
    .m_slots = slots,
    .m_traverse = traverse,
    .m_clear = clear,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit__native(void)
{
    return PyModuleDef_Init(&definition);
}
