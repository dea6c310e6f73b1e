/* The clock that budgets of time are measured by. For files that define _POSIX_C_SOURCE. */
#ifndef WORD_COUNT_CLOCK_H
#define WORD_COUNT_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

#endif
