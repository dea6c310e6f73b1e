/* How many CPUs there are to use: samples of both versions' cgroup files. */
#define _GNU_SOURCE
#include "check.h"
#include "threads/cpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static void write_file(const char *folder, const char *name, const char *content)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (!file) {
        abort();
    }
    fputs(content, file);
    fclose(file);
}

static unsigned cpus_of(const char *folder, const char *membership)
{
    char path[4096];
    write_file(folder, "membership", membership);
    snprintf(path, sizeof path, "%s/membership", folder);
    return wc_cgroup_cpus(path, folder);
}

void test_cpus(void)
{
    char folder[] = "/tmp/word_count-XXXXXX", path[4096];
    if (!mkdtemp(folder)) {
        abort();
    }
    const char *folders[] = {"a", "a/b", "cpu", "cpu/job"};
    for (size_t i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, folders[i]);
        mkdir(path, 0700);
    }
    const char *two = "0::/a/b\n", *one = "3:memory:/job\n2:cpuset,cpu,cpuacct:/job\n";
    check(cpus_of(folder, two) == 0, "no quota file", 0, cpus_of(folder, two));
    write_file(folder, "a/b/cpu.max", "max 100000\n");
    check(cpus_of(folder, two) == 0, "v2, no limit", 0, cpus_of(folder, two));
    write_file(folder, "a/b/cpu.max", "250000 100000\n");
    check(cpus_of(folder, two) == 3, "v2, rounded up", 3, cpus_of(folder, two));
    write_file(folder, "a/cpu.max", "200000 100000\n");
    check(cpus_of(folder, two) == 2, "v2, the parent's", 2, cpus_of(folder, two));
    write_file(folder, "cpu/job/cpu.cfs_quota_us", "-1\n");
    write_file(folder, "cpu/job/cpu.cfs_period_us", "100000\n");
    check(cpus_of(folder, one) == 0, "v1, no limit", 0, cpus_of(folder, one));
    write_file(folder, "cpu/job/cpu.cfs_quota_us", "50000\n");
    check(cpus_of(folder, one) == 1, "v1, half a CPU", 1, cpus_of(folder, one));
    check(cpus_of(folder, "nonsense\n") == 0, "nonsense", 0, 1);
    check(wc_cgroup_cpus("/nonexistent", folder) == 0, "no membership", 0, 1);
    check(wc_available_cpus() >= 1, "CPUs", 1, 0);

    char command[4200];
    snprintf(command, sizeof command, "rm -r %s", folder);
    check(system(command) == 0, "rm", 0, 1);
}
