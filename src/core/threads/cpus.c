/* How many CPUs this process may use. */
#define _GNU_SOURCE
#include "cpus.h"

#include "../word_count.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <sched.h>
#endif

/* What a folder's quota files allow, rounded up; 0 where they set no limit. */
static unsigned quota_of(const char *folder, bool version_2)
{
    char path[PATH_MAX];
    long long quota = 0, period = 0;
    const char *const names[] = {version_2 ? "cpu.max" : "cpu.cfs_quota_us", "cpu.cfs_period_us"};
    long long *const values[] = {&quota, &period};
    for (int i = 0; i < (version_2 ? 1 : 2); i++) {
        if (snprintf(path, sizeof path, "%s/%s", folder, names[i]) >= (int)sizeof path) {
            return 0;
        }
        FILE *file = fopen(path, "re");
        if (!file) {
            return 0;
        }
        const int read = version_2 ? fscanf(file, "%lld %lld", &quota, &period)
                                   : fscanf(file, "%lld", values[i]);
        fclose(file);
        if (read < (version_2 ? 2 : 1)) {
            return 0; /* "max" is no number */
        }
    }
    if (quota <= 0 || period <= 0) {
        return 0; /* -1: no limit */
    }
    const long long cpus = (quota - 1) / period + 1;
    return cpus < WC_MAX_THREADS ? (unsigned)cpus : WC_MAX_THREADS;
}

/* The least quota of `root`/`group` and the folders above it, down to `root` itself. */
static unsigned least_quota(const char *root, const char *group, bool version_2)
{
    char folder[PATH_MAX];
    if (snprintf(folder, sizeof folder, "%s%s", root, group) >= (int)sizeof folder) {
        return 0;
    }
    unsigned least = 0;
    for (;;) {
        const unsigned cpus = quota_of(folder, version_2);
        if (cpus && (!least || cpus < least)) {
            least = cpus;
        }
        char *slash = strrchr(folder, '/');
        if (!slash || (size_t)(slash - folder) < strlen(root)) {
            return least;
        }
        *slash = '\0';
    }
}

/* Whether a comma-separated list of version 1's controllers holds "cpu". */
static bool has_cpu(const char *controllers)
{
    for (const char *at = controllers; at; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, "cpu", 3) == 0 && (at[3] == ',' || at[3] == '\0')) {
            return true;
        }
    }
    return false;
}

unsigned wc_cgroup_cpus(const char *membership, const char *root)
{
    FILE *file = fopen(membership, "re");
    if (!file) {
        return 0;
    }
    unsigned cpus = 0;
    char line[PATH_MAX];
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':'); /* ID:controllers:group */
        char *group = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!group) {
            continue;
        }
        *group++ = '\0';
        controllers++;
        char mount[PATH_MAX + 4];
        const bool version_2 = *controllers == '\0';
        if (!version_2 && !has_cpu(controllers)) {
            continue;
        }
        snprintf(mount, sizeof mount, version_2 ? "%s" : "%s/cpu", root);
        const unsigned limit = least_quota(mount, group, version_2);
        if (limit && (!cpus || limit < cpus)) {
            cpus = limit;
        }
    }
    fclose(file);
    return cpus;
}

/* The process's cgroup limit, read once: it takes longer than many a count. */
static unsigned cgroup_cpus(void)
{
    static atomic_uint known; /* 0: not yet; "unlimited" is cached as WC_MAX_THREADS */
    unsigned cpus = atomic_load_explicit(&known, memory_order_relaxed);
    if (!cpus) {
        cpus = wc_cgroup_cpus("/proc/self/cgroup", "/sys/fs/cgroup");
        cpus = cpus ? cpus : WC_MAX_THREADS;
        atomic_store_explicit(&known, cpus, memory_order_relaxed);
    }
    return cpus;
}

static unsigned affinity_cpus(void)
{
#ifdef __linux__
    /* A machine may have more CPUs than a cpu_set_t; then the kernel says EINVAL. */
    cpu_set_t some;
    if (sched_getaffinity(0, sizeof some, &some) == 0) {
        return (unsigned)CPU_COUNT(&some);
    }
    enum { MANY = 1 << 16 };
    cpu_set_t *many = CPU_ALLOC(MANY);
    if (many && sched_getaffinity(0, CPU_ALLOC_SIZE(MANY), many) == 0) {
        const unsigned cpus = (unsigned)CPU_COUNT_S(CPU_ALLOC_SIZE(MANY), many);
        CPU_FREE(many);
        return cpus;
    }
    CPU_FREE(many);
#endif
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}

unsigned wc_available_cpus(void)
{
    const unsigned affinity = affinity_cpus(), cgroup = cgroup_cpus();
    const unsigned cpus = affinity < cgroup ? affinity : cgroup;
    return cpus ? cpus : 1;
}
