/* The core's own tests.
 *
 *   test_core [--quick | --emulated]    prints what failed, and exits with 1 if anything did
 *
 * --quick takes a sample of what takes long; --emulated also leaves out what qemu-user cannot do.
 */
#include "check.h"

#include <string.h>

int main(int count, char **arguments)
{
    const bool emulated = count > 1 && strcmp(arguments[1], "--emulated") == 0;
    const bool quick = emulated || (count > 1 && strcmp(arguments[1], "--quick") == 0);
    test_kernels(quick);
    test_rules(quick);
    test_tables(quick);
    test_cpus();
    test_pool(quick, emulated);
    test_sources(emulated);
    return check_report();
}
