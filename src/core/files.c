/* Counts many short files: each is opened, read, counted and closed by one of the pool's threads.
 */
#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64
#include "file.h"

#include "pool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The longest file that one thread reads at once, and what it takes to see that it is longer. */
enum { LONGEST = 256 * 1024 - 1, BUFFER = LONGEST + 1 };

typedef struct {
    wc_job job; /* first: the pool hands it back to count_one */
    wc_files *files;
} counting;

bool wc_files_begin(wc_files *files, const char *const *paths, wc_file_result *results,
                    size_t length, const wc_needle *needle, unsigned threads)
{
    *files = (wc_files){.paths = paths, .results = results, .length = length, .needle = needle};
    return wc_buffers_take(&files->buffers, threads ? threads : wc_available_cpus(), BUFFER);
}

void wc_files_release(wc_files *files)
{
    wc_buffers_release(&files->buffers);
}

/* The bytes of a UTF-8 byte order mark at the beginning of a file, where it is to be skipped. */
static size_t bom_size(const wc_files *files, const unsigned char *bytes, size_t size)
{
    static const unsigned char bom[] = {0xEF, 0xBB, 0xBF};
    const bool skipped = files->skip_bom && size >= sizeof bom && !memcmp(bytes, bom, sizeof bom);
    return skipped ? sizeof bom : 0;
}

static wc_file_result failed(void)
{
    return (wc_file_result){.state = WC_UNREADABLE, .error = errno};
}

/* The count in the file at `descriptor`, which was `size` bytes long, from its beginning. */
static wc_file_result count_open(const wc_files *files, int descriptor, off_t size,
                                 unsigned char *buffer)
{
    const size_t limit = size > 0 ? (size_t)size : BUFFER; /* /proc's have no size, but contents */
    size_t filled = 0;
    for (ssize_t got = 1; got != 0 && filled < limit;) {
        got = read(descriptor, buffer + filled, limit - filled);
        if (got > 0) {
            filled += (size_t)got;
        } else if (got < 0 && errno != EINTR) {
            return failed();
        }
    }
    if (filled == BUFFER) {
        return (wc_file_result){.state = WC_UNSUITED};
    }
    const size_t bom = bom_size(files, buffer, filled);
    const wc_text text = {buffer + bom, filled - bom, 1};
    return (wc_file_result){.count = wc_count(&text, files->needle, 0, text.length + 1)};
}

static wc_file_result count_path(wc_files *files, const char *path)
{
    /* Looked at before it is opened: a FIFO that is opened, and closed again, takes from its
     * writer what was written. Should it become one in between, O_NONBLOCK waits for nobody. */
    struct stat file;
    if (stat(path, &file) < 0) {
        return failed();
    }
    if (!S_ISREG(file.st_mode) || file.st_size > LONGEST) {
        return (wc_file_result){.state = WC_UNSUITED};
    }
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (descriptor < 0) {
        return failed();
    }
    unsigned char *buffer = wc_buffers_borrow(&files->buffers);
    const wc_file_result result = count_open(files, descriptor, file.st_size, buffer);
    wc_buffers_return(&files->buffers, buffer);
    close(descriptor);
    return result;
}

static void count_one(wc_job *job, size_t chunk)
{
    wc_files *files = ((counting *)job)->files;
    const size_t i = files->position + chunk;
    files->results[i] = count_path(files, files->paths[i]);
}

wc_outcome wc_files_count_on(wc_files *files, unsigned threads, uint64_t budget_ns)
{
    counting c = {.job = {.run = count_one, .chunks = files->length - files->position},
                  .files = files};
    threads = threads ? threads : wc_available_cpus();
    threads = threads < files->buffers.count ? threads : files->buffers.count;
    files->position += wc_pool_run(&c.job, threads, budget_ns);
    return files->position == files->length ? WC_DONE : WC_MORE;
}
