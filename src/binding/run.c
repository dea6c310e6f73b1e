/* Runs tasks in slices of time; says who holds the GIL, and when signals are looked for. */
#include "state.h"

#include <errno.h>

/* How long a task goes on without a look for signals: half of what is promised, so that the chunk
 * in hand and the wait for the GIL fit into the other half. */
static const uint64_t slice_ns = 50 * 1000 * 1000;

int wc_py_fail(int error, PyObject *name)
{
    if (error == ENOMEM) {
        PyErr_NoMemory();
        return -1;
    }
    errno = error;
    if (name && name != Py_None) {
        PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, name);
    } else {
        PyErr_SetFromErrno(PyExc_OSError);
    }
    return -1;
}

/* Between two slices: signals, and the caller's progress function. */
static int look_up(const wc_task *task, PyObject *progress)
{
    if (PyErr_CheckSignals() < 0) {
        return -1;
    }
    if (!progress || progress == Py_None) {
        return 0;
    }
    PyObject *result = PyObject_CallFunction(progress, "K", (unsigned long long)task->bytes);
    Py_XDECREF(result);
    return result ? 0 : -1;
}

int wc_py_run_task(wc_task *task, const wc_py_run *how)
{
    wc_outcome outcome;
    do {
        if (how->holds_gil) {
            outcome = wc_resume(task, how->threads, slice_ns);
        } else {
            Py_BEGIN_ALLOW_THREADS
                outcome = wc_resume(task, how->threads, slice_ns);
            Py_END_ALLOW_THREADS
        }
        if (outcome == WC_FAILED) {
            return wc_py_fail(task->error, how->name);
        }
        if (look_up(task, how->progress) < 0) {
            return -1;
        }
    } while (outcome == WC_MORE);
    return 0;
}
