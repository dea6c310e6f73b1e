/* The core's own tests.
 *
 *   test_core [--quick | --brief] [--emulated] [PART ...]    all parts, or some: kernels, rules,
 * ...
 *
 * Prints what failed, and exits with 1 if anything did. --quick takes a sample of what takes long,
 * --brief a tenth of that; --emulated leaves out what qemu-user cannot do.
 */
#include "check.h"

#include <stdio.h>
#include <string.h>

static bool emulated;

static void pool(void)
{
    test_pool(emulated);
}

static void sources(void)
{
    test_sources(emulated);
}

static const struct {
    const char *name;
    void (*run)(void);
} parts[] = {
    {"kernels", test_kernels}, {"rules", test_rules}, {"tables", test_tables},
    {"cpus", test_cpus},       {"pool", pool},        {"sources", sources},
};
enum { PARTS = sizeof parts / sizeof *parts };

/* Runs the part of that name; of NULL, all. Returns whether there is such a part. */
static bool run(const char *name)
{
    bool found = false;
    for (size_t i = 0; i < PARTS; i++) {
        if (!name || strcmp(name, parts[i].name) == 0) {
            parts[i].run();
            found = true;
        }
    }
    return found;
}

int main(int count, char **arguments)
{
    char **const end = arguments + count;
    char **next = arguments + 1;
    for (; next < end && strncmp(*next, "--", 2) == 0; next++) {
        if (strcmp(*next, "--emulated") == 0) {
            emulated = true;
        } else {
            how_much = strcmp(*next, "--brief") == 0 ? RUN_BRIEFLY : RUN_SAMPLE;
        }
    }
    if (next == end) {
        run(NULL);
    }
    for (; next < end; next++) {
        if (!run(*next)) {
            fprintf(stderr, "no part is called %s\n", *next);
            return 2;
        }
    }
    return check_report();
}
