/* Many short files: each is opened, read, taken and closed by one of the pool's threads. */
#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64
#include "source.h"

#include "../threads/pool.h"

#include <errno.h>
#include <fcntl.h>
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

static bool is_suited(const struct stat *file)
{
    return S_ISREG(file->st_mode) && file->st_size <= LONGEST;
}

/* Takes the file at `descriptor`, which is `size` bytes long, from its beginning. */
static wc_file_result take_open(wc_sink *sink, int descriptor, off_t size, wc_buffer *buffer,
                                unsigned slot)
{
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
    const wc_text text = {buffer->bytes, filled, 1};
    (void)sink->take(sink, &text, 0, filled + 1, true, slot);
    return (wc_file_result){.state = WC_TAKEN};
}

static wc_file_result take_path(wc_sink *sink, const char *path, wc_buffer *buffer, unsigned slot)
{
    /* Looked at before it is opened: a FIFO that is opened, and closed again, takes from its
     * writer what was written. Should it become one in between, O_NONBLOCK waits for nobody. */
    struct stat file;
    if (stat(path, &file) < 0) {
        return unreadable(errno);
    }
    if (!is_suited(&file)) {
        return (wc_file_result){.state = WC_UNSUITED};
    }
    if (!wc_buffer_reserve(buffer, BUFFER, 0)) {
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
        result = take_open(sink, descriptor, file.st_size, buffer, slot);
    }
    close(descriptor);
    return result;
}

static void take_one(wc_job *job, size_t chunk, unsigned slot)
{
    wc_files *files = ((files_job *)job)->files;
    const size_t i = files->position + chunk;
    files->results[i] = take_path(files->sinks[i], files->paths[i], &files->buffers[slot], slot);
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
