/* A library to be preloaded that refuses memory, threads and affinity when told to (glibc).
 *
 * A thread that has called faults_refuse_block(n) gets n more blocks from malloc, calloc, realloc
 * and posix_memalign, not the next, and then any number again. With PYTHONMALLOC=malloc all of the
 * interpreter's memory goes that way. faults_refuse_threads(n) lets the process start n more
 * threads, and -1 any number again. faults_affinity(mask_bytes) plays a machine with more CPUs
 * than fit in a mask of fewer bytes, and one that has no affinity for -1.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

void faults_refuse_block(long after);
bool faults_block_was_refused(void);
void faults_refuse_threads(long after);
void faults_affinity(long mask_bytes);

/* glibc's own, which dlsym cannot find before it has allocated memory itself. */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

enum { UNLIMITED = -1 };

static __attribute__((tls_model("initial-exec"))) _Thread_local long blocks_left = UNLIMITED;
static atomic_long threads_left = UNLIMITED;

static atomic_long least_mask;

static bool refuse_block(void)
{
    if (blocks_left == UNLIMITED || blocks_left-- > 0) {
        return false;
    }
    errno = ENOMEM;
    return true; /* blocks_left is UNLIMITED now */
}

void *malloc(size_t size)
{
    return refuse_block() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return refuse_block() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    return refuse_block() ? NULL : __libc_realloc(block, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    *block = refuse_block() ? NULL : __libc_memalign(alignment, size);
    return *block ? 0 : ENOMEM;
}

void faults_refuse_block(long after)
{
    blocks_left = after;
}

/* Since the last faults_refuse_block; ends the waiting for one that has not been asked for. */
bool faults_block_was_refused(void)
{
    const bool was = blocks_left == UNLIMITED;
    blocks_left = UNLIMITED;
    return was;
}

void faults_refuse_threads(long after)
{
    atomic_store(&threads_left, after);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *),
                   void *argument)
{
    int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    *(void **)&create = dlsym(RTLD_NEXT, "pthread_create");
    long left = atomic_load(&threads_left);
    while (left != UNLIMITED) {
        if (left == 0) {
            return EAGAIN;
        }
        if (atomic_compare_exchange_weak(&threads_left, &left, left - 1)) {
            break;
        }
    }
    return create(thread, attributes, function, argument);
}

void faults_affinity(long mask_bytes)
{
    atomic_store(&least_mask, mask_bytes);
}

int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *mask)
{
    const long least = atomic_load(&least_mask);
    if (least < 0 || size < (size_t)least) {
        errno = EINVAL;
        return -1;
    }
    int (*get)(pid_t, size_t, cpu_set_t *);
    *(void **)&get = dlsym(RTLD_NEXT, "sched_getaffinity");
    return get(pid, size, mask);
}
