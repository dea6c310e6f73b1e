/* The core's own tests.
 *
 *   test_core [--quick]    prints what failed, and exits with 1 if anything did
 */
#include "check.h"

#include <string.h>

int main(int count, char **arguments)
{
    const bool quick = count > 1 && strcmp(arguments[1], "--quick") == 0;
    test_kernels(quick);
    test_cpus();
    test_pool(quick);
    test_reading();
    return check_report();
}
