/* Preloaded, makes reads fail as a broken disk does: reads of files whose names end in ".broken",
 * from byte BROKEN_FROM on (an environment variable), fail with EIO. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static bool is_broken(int descriptor)
{
    static const char suffix[] = ".broken";
    char link[64], name[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t length = readlink(link, name, sizeof name);
    const ssize_t short_of = length - (ssize_t)(sizeof suffix - 1);
    return short_of >= 0 && memcmp(name + short_of, suffix, sizeof suffix - 1) == 0;
}

/* Whether to fail the read of `size` bytes at `offset`. */
static bool fails(int descriptor, size_t size, off64_t offset)
{
    const char *from = getenv("BROKEN_FROM");
    if (!from || !is_broken(descriptor) || offset + (off64_t)size <= atoll(from)) {
        return false;
    }
    errno = EIO;
    return true;
}

static ssize_t pread_or_fail(const char *name, int descriptor, void *bytes, size_t size,
                             off64_t offset)
{
    ssize_t (*next)(int, void *, size_t, off64_t);
    *(void **)&next = dlsym(RTLD_NEXT, name);
    return fails(descriptor, size, offset) ? -1 : next(descriptor, bytes, size, offset);
}

ssize_t pread64(int descriptor, void *bytes, size_t size, off64_t offset)
{
    return pread_or_fail("pread64", descriptor, bytes, size, offset);
}

ssize_t pread(int descriptor, void *bytes, size_t size, off_t offset)
{
    return pread_or_fail("pread", descriptor, bytes, size, offset);
}

ssize_t read(int descriptor, void *bytes, size_t size)
{
    ssize_t (*next)(int, void *, size_t);
    *(void **)&next = dlsym(RTLD_NEXT, "read");
    const off64_t offset = lseek64(descriptor, 0, SEEK_CUR);
    return fails(descriptor, offset < 0 ? 0 : size, offset) ? -1 : next(descriptor, bytes, size);
}
