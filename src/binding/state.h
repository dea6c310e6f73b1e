/* What the binding's files share: the module's state, running tasks, numbers of threads. */
#ifndef WORD_COUNT_STATE_H
#define WORD_COUNT_STATE_H

#include <Python.h>

#include "tasks.h"

/* Texts are bytes-like, or str of 1, 2 or 4 bytes a character. */
enum { WC_BYTES = 0, WC_WIDTHS = 5 };

typedef struct {
    atomic_int threads; /* WORD_COUNT_NUM_THREADS as first asked for, or one of those below */
    PyTypeObject *needle_type, *class_type, *fold_type, *table_type;
    _Atomic(PyObject *) pattern_type; /* re.Pattern, once it has been asked for */
    PyObject *kept[WC_WIDTHS];        /* for each width a dict: a pattern's Class, None's Fold */
} wc_state;

enum { WC_NOT_ASKED = 0, WC_NOT_SET = -1 };

/* What an object is called in a message: the name of its type, or None. */
const char *wc_py_type_name(PyObject *object);

/* Reads `threads` of FUNCTION: an integer of at least 1, cut to WC_MAX_THREADS; if it is NULL or
 * None WORD_COUNT_NUM_THREADS, else the CPUs that this process may use, but 1 where no more than
 * `bytes` are to be counted that are not worth asking for. Returns 0, or -1 with TypeError or
 * ValueError set. */
int wc_py_threads(PyObject *module, PyObject *threads, const char *function, size_t bytes,
                  unsigned *number);

/* A call's words= and ignore_case=; NULL: not given. */
typedef struct {
    const char *function; /* the function's Python name, for what is wrong */
    PyObject *words, *ignore_case;
    unsigned width;      /* of the text: WC_BYTES, 1, 2 or 4 */
    unsigned fold_width; /* the same, or the needle's if that is wider */
} wc_py_wanted;

/* What a word is in a call, and references to what it refers to. */
typedef struct {
    wc_words words;
    PyObject *class, *fold;
} wc_py_rule;

/* Finds the rule of a call; to be released. O(1) but for a new pattern, which may take 50 ms.
 * Returns -1 with an exception set, and nothing held: TypeError or ValueError if words is no
 * pattern of a class, or what an object raises that is asked for its truth. */
int wc_py_rule_read(wc_py_rule *rule, PyObject *module, const wc_py_wanted *wanted);

void wc_py_rule_release(wc_py_rule *rule);

/* How a task is run. */
typedef struct {
    unsigned threads;
    bool holds_gil;
    PyObject *progress; /* called between slices with the bytes done; NULL or None: nobody */
    PyObject *name;     /* of the file, for OSError; NULL or None: it has none */
} wc_py_run;

/* Runs a task to its end in slices of 50 ms, without the GIL unless it is to be held. Between two
 * slices no worker references anything, and signals are looked for. Returns 0, or -1 with an
 * exception set: OSError or MemoryError as the task failed, or what a signal handler or the
 * progress function raised. */
int wc_py_run_task(wc_task *task, const wc_py_run *how);

/* Sets the exception for an errno: OSError with the file's name, or MemoryError. Returns -1. */
int wc_py_fail(int error, PyObject *name);

/* Words that are gone through, with the GIL or without, between two looks for signals: about a
 * millisecond. */
enum { WC_BETWEEN_LOOKS = 8192 };

/* Looks for signals, for one in so many words. -1 with an exception set if a handler raised it. */
static inline int wc_py_look_sometimes(size_t word)
{
    return word % WC_BETWEEN_LOOKS == WC_BETWEEN_LOOKS - 1 ? PyErr_CheckSignals() : 0;
}

/* Texts shorter than that are counted in about a microsecond: no other thread could wake in time,
 * and to release the GIL would cost over 2 %. */
enum { WC_SHORT_BYTES = 32 * 1024 };

/* The same for tables, into which a word is put in 10 to 100 ns. */
enum { WC_SHORT_TABLE_BYTES = 512 };

/* The extension module's functions and types. */
extern PyType_Spec wc_needle_spec, wc_class_spec, wc_fold_spec, wc_table_spec;
extern const char wc_py_search_doc[], wc_py_search_sequential_doc[],
    wc_py_search_sequential_allow_threads_doc[], wc_py_count_file_doc[], wc_py_count_files_doc[],
    wc_py_count_descriptor_doc[], wc_py_count_blocks_doc[], wc_py_code_points_doc[],
    wc_py_cased_doc[], wc_py_count_words_doc[], wc_py_rule_for_doc[];
PyObject *wc_py_search(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                       PyObject *kwnames);
PyObject *wc_py_search_sequential(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                                  PyObject *kwnames);
PyObject *wc_py_search_sequential_allow_threads(PyObject *module, PyObject *const *args,
                                                Py_ssize_t nargs, PyObject *kwnames);
PyObject *wc_py_count_file(PyObject *module, PyObject *args);
PyObject *wc_py_count_files(PyObject *module, PyObject *args);
PyObject *wc_py_count_descriptor(PyObject *module, PyObject *args);
PyObject *wc_py_count_blocks(PyObject *module, PyObject *args);
PyObject *wc_py_count_words(PyObject *module, PyObject *args);
PyObject *wc_py_code_points(PyObject *module, PyObject *number);
PyObject *wc_py_cased(PyObject *module, PyObject *number);
PyObject *wc_py_rule_for(PyObject *module, PyObject *args);

#endif
