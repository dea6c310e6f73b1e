/* search and its kin: counting in a text in memory. What each of the three does about the GIL and
 * about threads is all that tells them apart. */
#include "arguments.h"
#include "state.h"

static size_t bytes_of(const wc_text *text)
{
    return text->length * text->width;
}

/* Counts and releases the arguments. NULL with what a signal handler raised. */
static PyObject *count(wc_arguments *arguments, const wc_py_run *how)
{
    const wc_text *text = &arguments->text;
    atomic_size_t found = 0;
    int failed = 0;
    if (bytes_of(text) < (size_t)WC_SHORT_BYTES) {
        found = wc_count(text, &arguments->needle, 0, text->length + 1);
    } else {
        wc_counter counter;
        wc_memory memory;
        wc_counter_init(&counter, &arguments->needle, 1, &found);
        wc_memory_begin(&memory, text, &counter.sink);
        failed = wc_py_run_task(&memory.task, how);
    }
    wc_arguments_release(arguments);
    return failed ? NULL : PyLong_FromSize_t(found);
}

const char wc_py_search_doc[] =
    "search($module, /, contents, needle, *, words=None, ignore_case=False, threads=None)\n--\n\n\
Count the words of contents that equal needle, on all cores.\n\
\n\
Unless words says otherwise, lines end at '\\n' or '\\r\\n', and the words of a line\n\
are the pieces between single spaces.\n\
\n\
Parameters\n\
----------\n\
contents : str or bytes-like object\n\
    The text. Of bytes-like objects (bytes, bytearray, memoryview, mmap, array,\n\
    NumPy array, Arrow buffer) those that are contiguous and have items of one\n\
    byte; ASCII's space, '\\n' and '\\r\\n' separate their words. Nothing is copied.\n\
needle : str or bytes-like object\n\
    The word to count, of the same kind as contents.\n\
words : str, bytes or re.Pattern, optional\n\
    What a word is: a class of characters followed by '+', as re has it, such as\n\
    r'\\w+' or r\"[\\w']+\", of the same kind as contents. The words are those that\n\
    re.findall(words, contents) gives.\n\
ignore_case : bool, optional\n\
    Whether characters are the same that differ only in case: each is compared in\n\
    upper, then in lower case, where that is one character. Of bytes only ASCII's\n\
    letters have case.\n\
threads : int, optional\n\
    How many threads may work, the caller among them. By default that is\n\
    WORD_COUNT_NUM_THREADS from the environment as it is at the first call, else\n\
    as many as there are CPUs that this process may use. A short text is counted\n\
    by the caller alone.\n\
\n\
Returns\n\
-------\n\
int\n\
    The count, in O(len(contents) + len(needle)) time.\n\
\n\
Raises\n\
------\n\
TypeError\n\
    For arguments of other types, also for a str and bytes, or wider items.\n\
BufferError\n\
    For a buffer that is not contiguous.\n\
ValueError\n\
    For words that are no class of characters followed by '+', for threads below 1,\n\
    or a WORD_COUNT_NUM_THREADS that is no positive integer.\n\
\n\
Notes\n\
-----\n\
Any number of threads may call it. The GIL is released while it counts, unless\n\
the text is under 32 KiB: that takes about a microsecond. What a signal\n\
handler raises, such as KeyboardInterrupt, ends it within 0.1 s.\n\
\n\
The buffer of a bytes-like object is held meanwhile: to resize a bytearray is a\n\
BufferError. Bytes that another thread writes during the count may or may not\n\
be counted.\n\
\n\
Examples\n\
--------\n\
>>> import word_count\n\
>>> word_count.search('Now is better than never.\\nIs it?', 'is')\n\
1\n\
>>> word_count.search('Now is better than never.\\nIs it?', 'is', words=r'\\w+', ignore_case=True)\n\
2\n";

PyObject *wc_py_search(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    const wc_call call = {module, "search", true, args, nargs, kwnames};
    wc_arguments arguments;
    if (wc_arguments_read(&call, &arguments) < 0) {
        return NULL;
    }
    wc_py_run how = {.threads = 1};
    const size_t bytes = bytes_of(&arguments.text);
    const bool is_asked = arguments.threads || bytes >= (size_t)WC_SHORT_BYTES;
    if (is_asked && wc_py_threads(module, arguments.threads, call.function, bytes, &how.threads)) {
        wc_arguments_release(&arguments);
        return NULL;
    }
    return count(&arguments, &how);
}

const char wc_py_search_sequential_doc[] =
    "search_sequential($module, /, contents, needle, *, words=None, ignore_case=False)\n--\n\n\
Count as search() does, on the calling thread and holding the GIL.\n\
\n\
No other Python thread runs meanwhile, unless Python is free-threaded. That is\n\
what it is there to show; see search_sequential_allow_threads().\n\
\n\
Parameters\n\
----------\n\
contents, needle, words, ignore_case\n\
    As for search().\n\
\n\
Returns\n\
-------\n\
int\n\
    The count.\n\
\n\
Raises\n\
------\n\
TypeError, BufferError, ValueError\n\
    As search() does.\n\
\n\
Examples\n\
--------\n\
>>> import word_count\n\
>>> word_count.search_sequential('a a  a', 'a')\n\
3\n";

PyObject *wc_py_search_sequential(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                                  PyObject *kwnames)
{
    const wc_call call = {module, "search_sequential", false, args, nargs, kwnames};
    wc_arguments arguments;
    if (wc_arguments_read(&call, &arguments) < 0) {
        return NULL;
    }
    return count(&arguments, &(wc_py_run){.threads = 1, .holds_gil = true});
}

const char wc_py_search_sequential_allow_threads_doc[] =
    "search_sequential_allow_threads($module, /, contents, needle, *, words=None, "
    "ignore_case=False)\n--\n\n\
Count as search() does, on the calling thread, with the GIL released.\n\
\n\
Several calls run at once on as many threads. A text under 32 KiB is counted\n\
with the GIL held: that takes about a microsecond. Also named\n\
search_sequential_detached.\n\
\n\
Parameters\n\
----------\n\
contents, needle, words, ignore_case\n\
    As for search().\n\
\n\
Returns\n\
-------\n\
int\n\
    The count.\n\
\n\
Raises\n\
------\n\
TypeError, BufferError, ValueError\n\
    As search() does.\n\
\n\
Examples\n\
--------\n\
>>> from concurrent.futures import ThreadPoolExecutor\n\
>>> from word_count import search_sequential_allow_threads\n\
>>> with ThreadPoolExecutor(max_workers=2) as executor:\n\
...     one = executor.submit(search_sequential_allow_threads, 'a b a', 'a')\n\
...     two = executor.submit(search_sequential_allow_threads, 'b a b', 'b')\n\
...     one.result() + two.result()\n\
4\n";

PyObject *wc_py_search_sequential_allow_threads(PyObject *module, PyObject *const *args,
                                                Py_ssize_t nargs, PyObject *kwnames)
{
    const wc_call call = {module, "search_sequential_allow_threads", false, args, nargs, kwnames};
    wc_arguments arguments;
    if (wc_arguments_read(&call, &arguments) < 0) {
        return NULL;
    }
    return count(&arguments, &(wc_py_run){.threads = 1});
}
