/* From a table's words and counts to objects of Python's. */
#include "objects.h"
#include "state.h"

#include <stdlib.h>

/* A str of units that fold to characters which do not fit into them (U+00B5 in one byte). */
static PyObject *folded_str(const wc_fold *fold, const wc_text *word)
{
    Py_UCS4 *characters = PyMem_Malloc((word->length + 1) * sizeof *characters);
    if (!characters) {
        return PyErr_NoMemory();
    }
    for (size_t i = 0; i < word->length; i++) {
        const unsigned char *p = word->units;
        characters[i] = wc_fold_unit(fold, p[i]);
    }
    PyObject *str =
        PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, characters, (Py_ssize_t)word->length);
    PyMem_Free(characters);
    return str;
}

static bool folds_to_wider(const wc_fold *fold, const wc_text *word)
{
    const unsigned char *p = word->units;
    for (size_t i = 0; fold && word->width == 1 && i < word->length; i++) {
        if (p[i] >= 0x80 && wc_fold_unit(fold, p[i]) > 0xff) {
            return true;
        }
    }
    return false;
}

static PyObject *object_from(const wc_py_table *table, const wc_entry *entry)
{
    const Py_ssize_t size = (Py_ssize_t)entry->size;
    const unsigned width = table->format.width;
    const wc_fold *fold = table->tabulator.words.fold;
    if (table->as_bytes) {
        return PyBytes_FromStringAndSize((const char *)entry->bytes, size);
    }
    if (table->tabulator.words.is_utf8) {
        return PyUnicode_DecodeUTF8((const char *)entry->bytes, size, "surrogateescape");
    }
    const wc_text word = {entry->bytes, entry->size / width, width};
    return folds_to_wider(fold, &word)
               ? folded_str(fold, &word)
               : PyUnicode_FromKindAndData((int)width, entry->bytes, (Py_ssize_t)word.length);
}

/* Adds an entry's count to its word's: two entries may be one word where a buffer was written to
 * while it was read. */
static int add_to(PyObject *dict, PyObject *word, uint64_t times)
{
    PyObject *count = PyLong_FromUnsignedLongLong(times);
    PyObject *there = count ? PyDict_SetDefault(dict, word, count) : NULL;
    int failed = there ? 0 : -1;
    if (there && there != count) {
        PyObject *sum = PyNumber_Add(there, count);
        failed = sum ? PyDict_SetItem(dict, word, sum) : -1;
        Py_XDECREF(sum);
    }
    Py_XDECREF(count);
    return failed;
}

int wc_py_fill(const wc_py_table *table, PyObject *dict)
{
    const wc_table *words = table->tabulator.tables[0];
    wc_entry entry;
    size_t made = 0;
    for (wc_cursor cursor = {0}; words && wc_table_next(words, &cursor, &entry); made++) {
        if (wc_py_look_sometimes(made) < 0) {
            return -1;
        }
        PyObject *word = object_from(table, &entry);
        const int failed = word ? add_to(dict, word, entry.count) : -1;
        Py_XDECREF(word);
        if (failed) {
            return -1;
        }
    }
    return 0;
}

static PyObject *count_of(const wc_py_table *table, PyObject *word)
{
    uint64_t count = 0;
    if (word != Py_None && !wc_tabulator_count(&table->tabulator, PyBytes_AS_STRING(word),
                                               (size_t)PyBytes_GET_SIZE(word), &count)) {
        return PyErr_NoMemory();
    }
    return PyLong_FromUnsignedLongLong(count);
}

PyObject *wc_py_known(const wc_py_table *table)
{
    const Py_ssize_t length = table->words ? PyTuple_GET_SIZE(table->words) : 0;
    PyObject *counts = PyList_New(length);
    for (Py_ssize_t i = 0; counts && i < length; i++) {
        PyObject *count = wc_py_look_sometimes((size_t)i) < 0
                              ? NULL
                              : count_of(table, PyTuple_GET_ITEM(table->words, i));
        if (!count) {
            Py_CLEAR(counts);
        } else {
            PyList_SET_ITEM(counts, i, count);
        }
    }
    return counts;
}

/* The most frequent words. */

static uint32_t unit_at(const uint8_t *bytes, size_t i, unsigned width)
{
    uint16_t two;
    uint32_t four;
    switch (width) {
    case 1:
        return bytes[i];
    case 2:
        memcpy(&two, bytes + 2 * i, sizeof two);
        return two;
    default:
        memcpy(&four, bytes + 4 * i, sizeof four);
        return four;
    }
}

/* By count, then by word, unit for unit: whether `a` comes before `b`. */
static bool comes_before(const wc_entry *a, const wc_entry *b, unsigned width)
{
    if (a->count != b->count) {
        return a->count > b->count;
    }
    const size_t least = a->size < b->size ? a->size : b->size;
    for (size_t i = 0; i < least / width; i++) {
        const uint32_t x = unit_at(a->bytes, i, width), y = unit_at(b->bytes, i, width);
        if (x != y) {
            return x < y;
        }
    }
    return a->size < b->size;
}

/* The best entries so far: a heap, in which none comes after the first one. */
typedef struct {
    wc_entry *entries;
    size_t length, room;
    unsigned width;
} heap;

/* Lets the entry at `i` sink to where none of those below it comes after it. */
static void sink(heap *h, size_t i)
{
    const wc_entry entry = h->entries[i];
    for (size_t child; (child = 2 * i + 1) < h->length; i = child) {
        if (child + 1 < h->length &&
            comes_before(&h->entries[child], &h->entries[child + 1], h->width)) {
            child++;
        }
        if (!comes_before(&entry, &h->entries[child], h->width)) {
            break;
        }
        h->entries[i] = h->entries[child];
    }
    h->entries[i] = entry;
}

static void offer(heap *h, const wc_entry *entry)
{
    if (h->length == h->room) {
        if (comes_before(entry, &h->entries[0], h->width)) {
            h->entries[0] = *entry;
            sink(h, 0);
        }
        return;
    }
    size_t i = h->length++;
    for (; i > 0 && comes_before(&h->entries[(i - 1) / 2], entry, h->width); i = (i - 1) / 2) {
        h->entries[i] = h->entries[(i - 1) / 2];
    }
    h->entries[i] = *entry;
}

/* Offers all words, with looks for signals, without the GIL. */
static int offer_all(heap *h, const wc_table *words)
{
    bool there = true;
    wc_cursor cursor = {0};
    while (there) {
        Py_BEGIN_ALLOW_THREADS
            wc_entry entry;
            for (int i = 0; i < WC_BETWEEN_LOOKS && there; i++) {
                there = wc_table_next(words, &cursor, &entry);
                if (there) {
                    offer(h, &entry);
                }
            }
        Py_END_ALLOW_THREADS
        if (PyErr_CheckSignals() < 0) {
            return -1;
        }
    }
    return 0;
}

/* Takes the last one of the heap again and again: a list from its end to its beginning. */
static PyObject *list_from(const wc_py_table *table, heap *h)
{
    PyObject *list = PyList_New((Py_ssize_t)h->length);
    while (list && h->length > 0) {
        const wc_entry last = h->entries[0];
        const size_t at = --h->length;
        h->entries[0] = h->entries[at];
        if (at > 0) {
            sink(h, 0);
        }
        PyObject *word = object_from(table, &last);
        PyObject *pair = word ? Py_BuildValue("NK", word, (unsigned long long)last.count) : NULL;
        if (!pair || wc_py_look_sometimes(at) < 0) {
            Py_XDECREF(pair);
            Py_CLEAR(list);
        } else {
            PyList_SET_ITEM(list, (Py_ssize_t)at, pair);
        }
    }
    return list;
}

PyObject *wc_py_top(const wc_py_table *table, size_t number)
{
    const wc_table *words = table->tabulator.tables[0];
    const size_t size = words ? wc_table_size(words) : 0;
    number = number < size ? number : size;
    if (number == 0) {
        return PyList_New(0);
    }
    heap h = {.room = number, .width = table->format.width};
    h.entries = number < PY_SSIZE_T_MAX / sizeof *h.entries
                    ? PyMem_RawMalloc(number * sizeof *h.entries)
                    : NULL;
    if (!h.entries) {
        return PyErr_NoMemory();
    }
    PyObject *list = offer_all(&h, words) < 0 ? NULL : list_from(table, &h);
    PyMem_RawFree(h.entries);
    return list;
}
