/* The arguments of Needle and Table that say what a text's units are, and what a word is in them.
 */
#include "objects.h"
#include "state.h"

/* A Class or Fold, or NULL for None. -1 with TypeError set. */
static int check_part(PyObject **part, PyTypeObject *type)
{
    *part = *part == Py_None ? NULL : *part;
    if (*part && !Py_IS_TYPE(*part, type)) {
        PyErr_Format(PyExc_TypeError, "must be %s or None, not %.200s", type->tp_name,
                     wc_py_type_name(*part));
        return -1;
    }
    return 0;
}

int wc_py_units_check(wc_py_units *units, const wc_state *state)
{
    if (check_part(&units->class, state->class_type) < 0 ||
        check_part(&units->fold, state->fold_type) < 0) {
        return -1;
    }
    const unsigned width = units->width;
    const bool fits = width == 1 || ((width == 2 || width == 4) && !units->is_utf8);
    if (!fits) {
        PyErr_Format(PyExc_ValueError, "no units of %u bytes", width);
    } else if (units->is_utf8 && units->class && ((wc_py_class *)units->class)->class.pages == 1) {
        PyErr_SetString(PyExc_ValueError, "a class of UTF-8 needs more than one page");
    } else {
        return 0;
    }
    return -1;
}

wc_words wc_py_units_words(const wc_py_units *units)
{
    return (wc_words){
        .class = units->class ? &((wc_py_class *)units->class)->class : NULL,
        .fold = units->fold ? &((wc_py_fold *)units->fold)->fold : NULL,
        .is_utf8 = units->is_utf8 != 0,
    };
}
