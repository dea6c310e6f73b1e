/* What words= and ignore_case= of a call mean. word_count._words and word_count._folds find out,
 * once for each pattern and each width of units; the module's state keeps what they found. */
#include "objects.h"
#include "state.h"

/* Entries that are kept for each width. Beyond that all are forgotten. */
enum { MOST_KEPT = 64 };

/* The value of a key as a new reference. 1, 0 if there is none, or -1 with an exception set. */
static int look_up(PyObject *dict, PyObject *key, PyObject **value)
{
#if PY_VERSION_HEX >= 0x030D0000
    return PyDict_GetItemRef(dict, key, value);
#else
    *value = Py_XNewRef(PyDict_GetItemWithError(dict, key));
    return *value ? 1 : PyErr_Occurred() ? -1 : 0;
#endif
}

static int keep(PyObject *dict, PyObject *key, PyObject *value)
{
    if (PyDict_GET_SIZE(dict) >= MOST_KEPT) {
        PyDict_Clear(dict);
    }
    return PyDict_SetItem(dict, key, value);
}

/* The value of an attribute of a module that is imported for it. */
static PyObject *imported(const char *module, const char *name)
{
    PyObject *object = PyImport_ImportModule(module);
    PyObject *value = object ? PyObject_GetAttrString(object, name) : NULL;
    Py_XDECREF(object);
    return value;
}

/* Steals `arguments`. NULL with an exception set if the function fails, or returns no such type. */
static PyObject *ask(const char *module, const char *function, PyObject *arguments,
                     PyTypeObject *type)
{
    PyObject *callable = arguments ? imported(module, function) : NULL;
    PyObject *result = callable ? PyObject_CallObject(callable, arguments) : NULL;
    if (!result && !PyErr_Occurred()) { /* a CPython without memory may fail to say so */
        PyErr_NoMemory();
    }
    if (result && !Py_IS_TYPE(result, type)) {
        PyErr_Format(PyExc_SystemError, "%s() returned no %s", function, type->tp_name);
        Py_CLEAR(result);
    }
    Py_XDECREF(callable);
    Py_XDECREF(arguments);
    return result;
}

/* Whether an object is of re.Pattern, which is hashed and compared by what it matches: 1, 0, or -1
 * with an exception set. */
static int is_pattern(wc_state *state, PyObject *object)
{
    PyObject *type = atomic_load(&state->pattern_type);
    if (!type) {
        PyObject *none = NULL;
        type = imported("re", "Pattern");
        if (!type) {
            return -1;
        }
        if (!atomic_compare_exchange_strong(&state->pattern_type, &none, type)) {
            Py_DECREF(type); /* another thread was first */
            type = none;
        }
    }
    return Py_IS_TYPE(object, (PyTypeObject *)type);
}

/* Whether words may be a key: an exact str or bytes, or a re.Pattern, which is compared by its code
 * too. */
static int is_key(wc_state *state, PyObject *words)
{
    const bool is_source = PyUnicode_CheckExact(words) || PyBytes_CheckExact(words);
    return is_source ? 1 : is_pattern(state, words);
}

/* Whether words are those that are asked for most: r"\w+" of str, rb"\w+" of bytes. */
static bool are_usual(PyObject *words, unsigned width)
{
    static const char usual[] = "\\w+";
    if (width != WC_BYTES) {
        return PyUnicode_CheckExact(words) && PyUnicode_CompareWithASCIIString(words, usual) == 0;
    }
    return PyBytes_CheckExact(words) && PyBytes_GET_SIZE(words) == sizeof usual - 1 &&
           memcmp(PyBytes_AS_STRING(words), usual, sizeof usual) == 0;
}

/* Whether re's \w has a character: letters, digits and "_" (SRE_UNI_IS_WORD in _sre.c). Digits are
 * numeric, and so are decimals. */
static bool is_usual(uint32_t c)
{
    return Py_UNICODE_ISALPHA(c) || Py_UNICODE_ISNUMERIC(c) || c == '_';
}

/* Their class, without re: to import that and to ask it takes 10 ms. Bytes are ASCII; and beyond
 * the fourth plane no character is in it, which tests look at. */
static PyObject *usual_class(wc_state *state, unsigned width)
{
    static const struct {
        uint32_t end;
        unsigned pages;
    } sizes[WC_WIDTHS] = {
        [WC_BYTES] = {0x80, 1}, [1] = {0x100, 1}, [2] = {0x10000, 0x100}, [4] = {0x40000, 0x1100}};
    const unsigned pages = sizes[width].pages;
    uint8_t *bits = PyMem_Calloc(pages, WC_PAGE / 8);
    if (!bits) {
        return PyErr_NoMemory();
    }
    for (uint32_t c = 0; c < sizes[width].end; c++) {
        bits[c / 8] |= (uint8_t)(is_usual(c) << c % 8);
    }
    PyObject *class = wc_py_class_of(state->class_type, bits, pages);
    PyMem_Free(bits);
    return class;
}

static PyObject *class_for(wc_state *state, PyObject *words, unsigned width, const char *function)
{
    PyObject *kept = state->kept[width], *class = NULL;
    const int is_kept = is_key(state, words);
    if (is_kept < 0 || (is_kept && look_up(kept, words, &class) != 0)) {
        return class;
    }
    if (are_usual(words, width)) {
        class = usual_class(state, width);
    } else {
        class = ask("word_count._words", "class_for", Py_BuildValue("OIs", words, width, function),
                    state->class_type);
    }
    if (class && is_kept && keep(kept, words, class) < 0) {
        Py_CLEAR(class);
    }
    return class;
}

static PyObject *fold_for(wc_state *state, unsigned width)
{
    PyObject *kept = state->kept[width], *fold = NULL;
    if (look_up(kept, Py_None, &fold) != 0) {
        return fold;
    }
    fold = ask("word_count._folds", "fold_for", Py_BuildValue("(I)", width), state->fold_type);
    if (fold && keep(kept, Py_None, fold) < 0) {
        Py_CLEAR(fold);
    }
    return fold;
}

int wc_py_rule_read(wc_py_rule *rule, PyObject *module, const wc_py_wanted *wanted)
{
    wc_state *state = PyModule_GetState(module);
    *rule = (wc_py_rule){.words = {NULL}};
    const int ignores_case = wanted->ignore_case ? PyObject_IsTrue(wanted->ignore_case) : 0;
    if (ignores_case < 0) {
        return -1;
    }
    if (wanted->words && wanted->words != Py_None) {
        rule->class = class_for(state, wanted->words, wanted->width, wanted->function);
        if (!rule->class) {
            return -1;
        }
        rule->words.class = &((wc_py_class *)rule->class)->class;
    }
    if (ignores_case) {
        rule->fold = fold_for(state, wanted->fold_width);
        if (!rule->fold) {
            wc_py_rule_release(rule);
            return -1;
        }
        rule->words.fold = &((wc_py_fold *)rule->fold)->fold;
    }
    return 0;
}

void wc_py_rule_release(wc_py_rule *rule)
{
    Py_CLEAR(rule->class);
    Py_CLEAR(rule->fold);
}

const char wc_py_rule_for_doc[] =
    "rule_for($module, words, ignore_case, width, function, /)\n--\n\n"
    "Return the Class of a pattern, or None without one, and a Fold, or None where case\n"
    "matters, for units of 1, 2 or 4 bytes; 0 stands for bytes, of which only ASCII has classes\n"
    "and case. TypeError or ValueError, which name function, if words is no such pattern.";

PyObject *wc_py_rule_for(PyObject *module, PyObject *args)
{
    wc_py_wanted wanted = {0};
    if (!PyArg_ParseTuple(args, "OOIs:rule_for", &wanted.words, &wanted.ignore_case, &wanted.width,
                          &wanted.function)) {
        return NULL;
    }
    wanted.fold_width = wanted.width;
    const unsigned width = wanted.width;
    if (width != WC_BYTES && width != 1 && width != 2 && width != 4) {
        return PyErr_Format(PyExc_ValueError, "no units of %u bytes", width);
    }
    wc_py_rule rule;
    if (wc_py_rule_read(&rule, module, &wanted) < 0) {
        return NULL;
    }
    PyObject *class = rule.class ? rule.class : Py_None, *fold = rule.fold ? rule.fold : Py_None;
    PyObject *both = PyTuple_Pack(2, class, fold);
    wc_py_rule_release(&rule);
    return both;
}
