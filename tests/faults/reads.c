/* Preloaded, makes reads fail as a broken disk does: reads of files whose names end in ".broken",
 * from byte BROKEN_FROM on (an environment variable), fail with EIO. A file whose name ends in
 * ".replaced" is replaced just before it is opened, by the file of that name and ".new". */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static bool ends_with(const char *name, size_t length, const char *suffix)
{
    const size_t size = strlen(suffix);
    return length >= size && memcmp(name + length - size, suffix, size) == 0;
}

int open64(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
    va_end(more);
    if (ends_with(path, strlen(path), ".replaced")) {
        char other[4096];
        snprintf(other, sizeof other, "%s.new", path);
        rename(other, path);
    }
    return openat(AT_FDCWD, path, flags, mode);
}

static bool is_broken(int descriptor)
{
    char link[64], name[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t length = readlink(link, name, sizeof name);
    return length >= 0 && ends_with(name, (size_t)length, ".broken");
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
