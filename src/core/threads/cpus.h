/* What cpus.c can be asked besides wc_available_cpus. */
#ifndef WORD_COUNT_CPUS_H
#define WORD_COUNT_CPUS_H

/* The CPUs that the cgroup of a process and all cgroups above it allow, rounded up; 0 if none
 * sets a limit or it cannot be read. `membership` is the process's /proc/self/cgroup, `root`
 * the folder where cgroups are mounted, /sys/fs/cgroup. Knows versions 1 and 2 of cgroups
 * (Linux: Documentation/admin-guide/cgroup-v2.rst and scheduler/sched-bwc.rst). */
unsigned wc_cgroup_cpus(const char *membership, const char *root);

#endif
