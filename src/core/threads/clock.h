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

static inline uint64_t deadline_after(uint64_t budget_ns)
{
    const uint64_t now = now_ns();
    return budget_ns < UINT64_MAX - now ? now + budget_ns : UINT64_MAX;
}

#endif
