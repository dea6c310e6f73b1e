/* Many short files: each is opened, read, taken and closed by one of the pool's threads. */
#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64
#include "source.h"

#include "../threads/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The longest file that one thread reads at once, and what it takes to see that it is longer. */
enum { LONGEST = 256 * 1024 - 1, BUFFER = LONGEST + 1 };

typedef struct {
    wc_job job; /* first: the pool hands it back to take_one */
    wc_files *files;
} files_job;

static wc_file_result unreadable(int error)
{
    return (wc_file_result){.state = WC_UNREADABLE, .error = error};
}

/* Of the bytes at the beginning of a file, those that are a byte order mark, and no text. */
static size_t bom_size(const wc_files *files, const wc_buffer *buffer, size_t size)
{
    static const unsigned char bom[] = {0xef, 0xbb, 0xbf};
    const bool is_there = size >= sizeof bom && memcmp(buffer->bytes, bom, sizeof bom) == 0;
    return files->skip_bom && is_there ? sizeof bom : 0;
}

static bool is_binary(const wc_buffer *buffer, size_t size)
{
    return memchr(buffer->bytes, 0, size < WC_BINARY_BYTES ? size : WC_BINARY_BYTES) != NULL;
}

static bool is_suited(const struct stat *file)
{
    return S_ISREG(file->st_mode) && file->st_size <= LONGEST;
}

/* Takes file i at `descriptor`, which is `size` bytes long, from its beginning. */
static wc_file_result take_open(wc_files *files, size_t i, int descriptor, off_t size,
                                unsigned slot)
{
    wc_buffer *buffer = &files->buffers[slot];
    const size_t limit = size > 0 ? (size_t)size : BUFFER; /* /proc's have no size, but contents */
    size_t filled = 0;
    for (ssize_t got = 1; got != 0 && filled < limit;) {
        got = read(descriptor, buffer->bytes + filled, limit - filled);
        if (got > 0) {
            filled += (size_t)got;
        } else if (got < 0 && errno != EINTR) {
            return unreadable(errno);
        }
    }
    if (filled == BUFFER) {
        return (wc_file_result){.state = WC_UNSUITED};
    }
    if (files->skip_binary && is_binary(buffer, filled)) {
        return (wc_file_result){.state = WC_BINARY};
    }
    const size_t bom = bom_size(files, buffer, filled);
    const wc_text text = {buffer->bytes + bom, filled - bom, 1};
    (void)files->sinks[i]->take(files->sinks[i], &text, 0, text.length + 1, true, slot);
    return (wc_file_result){.state = WC_TAKEN};
}

static wc_file_result take_file(wc_files *files, size_t i, unsigned slot)
{
    const char *path = files->paths[i];
    /* Looked at before it is opened, unless its directory said what it is: a FIFO that is opened,
     * and closed again, takes from its writer what was written. Should it become one in between,
     * O_NONBLOCK waits for nobody. */
    struct stat file;
    if (!files->were_regular) {
        if (stat(path, &file) < 0) {
            return unreadable(errno);
        }
        if (!is_suited(&file)) {
            return (wc_file_result){.state = WC_UNSUITED};
        }
    }
    if (!wc_buffer_reserve(&files->buffers[slot], BUFFER, 0)) {
        return unreadable(ENOMEM);
    }
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (descriptor < 0) {
        return unreadable(errno);
    }
    wc_file_result result = {.state = WC_UNSUITED};
    if (fstat(descriptor, &file) < 0) {
        result = unreadable(errno);
    } else if (is_suited(&file)) { /* another file may have got the name in between */
        result = take_open(files, i, descriptor, file.st_size, slot);
    }
    close(descriptor);
    return result;
}

static void take_one(wc_job *job, size_t chunk, unsigned slot)
{
    wc_files *files = ((files_job *)job)->files;
    const size_t i = files->position + chunk;
    files->results[i] = take_file(files, i, slot);
}

static wc_outcome resume(wc_task *task, unsigned threads, uint64_t budget_ns)
{
    wc_files *files = (wc_files *)task;
    files_job j = {.job = {.run = take_one, .chunks = files->length - files->position},
                   .files = files};
    files->position +=
        wc_pool_run(&j.job, threads < WC_MAX_READERS ? threads : WC_MAX_READERS, budget_ns);
    return files->position == files->length ? WC_DONE : WC_MORE;
}

void wc_files_begin(wc_files *files, const char *const *paths, wc_sink *const *sinks,
                    wc_file_result *results, size_t length)
{
    *files = (wc_files){.task = {.resume = resume},
                        .paths = paths,
                        .sinks = sinks,
                        .results = results,
                        .length = length};
}

void wc_files_release(wc_files *files)
{
    for (unsigned i = 0; i < WC_MAX_READERS; i++) {
        wc_buffer_release(&files->buffers[i]);
    }
}
