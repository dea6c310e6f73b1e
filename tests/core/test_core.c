/* The core's own tests: every kernel against the plain reference, and the pool.
 *
 *   test_core            runs all; prints what failed and exits with 1, or with 0
 */
#define _GNU_SOURCE
#include "cpus.h"
#include "reference.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* TSan cannot follow threads into a forked child. */
#if defined(__SANITIZE_THREAD__)
enum { FORKS = 0 };
#else
enum { FORKS = 50 };
#endif

static unsigned long checks, failures;

static void check(bool right, const char *what, size_t want, size_t got)
{
    checks++;
    if (!right && failures++ < 20) {
        printf("%s (kernel %s): want %zu, got %zu\n", what, wc_kernel_name(), want, got);
    }
}

static uint64_t random_state = 88172645463325252U;

/* Marsaglia's xorshift64: the same numbers on every run and machine. */
static size_t random_below(size_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)(random_state % n);
}

static size_t count_whole(const wc_text *text, const wc_text *word)
{
    wc_needle needle;
    if (!wc_needle_prepare(&needle, word, text->width)) {
        abort();
    }
    const size_t count = wc_count(text, &needle, 0, text->length + 1);
    wc_needle_release(&needle);
    return count;
}

static size_t count_in_parts(const wc_text *text, const wc_text *word)
{
    wc_needle needle;
    if (!wc_needle_prepare(&needle, word, text->width)) {
        abort();
    }
    size_t count = 0;
    for (size_t begin = 0, end; begin <= text->length; begin = end) {
        end = begin + 1 + random_below(text->length + 1 - begin);
        count += wc_count(text, &needle, begin, end);
    }
    wc_needle_release(&needle);
    return count;
}

static void put(void *units, unsigned width, size_t i, uint32_t unit)
{
    switch (width) {
    case 1:
        ((uint8_t *)units)[i] = (uint8_t)unit;
        break;
    case 2:
        ((uint16_t *)units)[i] = (uint16_t)unit;
        break;
    default:
        ((uint32_t *)units)[i] = unit;
    }
}

/* Text number `n` of those of `length` units over `alphabet`. */
static wc_text nth_text(void *units, unsigned width, size_t n, size_t length, const char *alphabet)
{
    const size_t letters = strlen(alphabet);
    for (size_t i = 0; i < length; i++, n /= letters) {
        put(units, width, i, (unsigned char)alphabet[n % letters]);
    }
    return (wc_text){units, length, width};
}

static size_t power(size_t base, size_t exponent)
{
    return exponent ? base * power(base, exponent - 1) : 1;
}

/* Every text of up to 6 units with every needle of up to 3, over the units that matter. */
static void test_small_texts(unsigned width)
{
    uint32_t units[8], word_units[4];
    const char *alphabet = "a \n\r";
    for (size_t length = 0; length <= 6; length++) {
        for (size_t n = 0; n < power(4, length); n++) {
            const wc_text text = nth_text(units, width, n, length, alphabet);
            for (size_t word_length = 0; word_length <= 3; word_length++) {
                for (size_t w = 0; w < power(4, word_length); w++) {
                    const wc_text word = nth_text(word_units, width, w, word_length, alphabet);
                    const size_t want = reference_count(&text, &word);
                    const size_t whole = count_whole(&text, &word);
                    const size_t parts = count_in_parts(&text, &word);
                    check(whole == want, "small text", want, whole);
                    check(parts == want, "small text in parts", want, parts);
                }
            }
        }
    }
}

/* Texts of up to 600 units dense with the needle and with near misses of it. */
static void test_random_texts(unsigned width, unsigned rounds)
{
    enum { MOST = 600, ALIGNMENTS = 64, LONGEST = 150 };
    unsigned char *memory = malloc((MOST + ALIGNMENTS) * sizeof(uint32_t));
    uint32_t word_units[LONGEST];
    const char *separators = "  \n\r\n";
    for (unsigned round = 0; round < rounds; round++) {
        void *units = memory + random_below(ALIGNMENTS) * width;
        const size_t word_length = random_below(round % 4 ? 8 : LONGEST);
        const wc_text word = {word_units, word_length, width};
        for (size_t i = 0; i < word_length; i++) {
            put(word_units, width, i, random_below(8) ? 'a' + (uint32_t)random_below(2) : '\r');
        }
        const size_t length = random_below(MOST);
        for (size_t i = 0; i < length;) {
            for (size_t k = 0; k < word_length && i < length; k++, i++) {
                const bool miss = random_below(4 * word_length) == 0;
                put(units, width, i, miss ? 'c' : reference_unit(&word, k));
            }
            if (i < length) {
                put(units, width, i++, (unsigned char)separators[random_below(5)]);
            }
        }
        const wc_text text = {units, length, width};
        const size_t want = reference_count(&text, &word);
        const size_t whole = count_whole(&text, &word);
        const size_t parts = count_in_parts(&text, &word);
        check(whole == want, "random text", want, whole);
        check(parts == want, "random text in parts", want, parts);
    }
    free(memory);
}

/* Texts that end, or begin, where the readable memory does. */
static void test_page_edges(unsigned width)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *memory = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory + page, page, PROT_READ | PROT_WRITE) != 0) {
        abort();
    }
    uint32_t word_units[70];
    for (size_t word_length = 0; word_length <= 70; word_length++) {
        for (size_t i = 0; i < word_length; i++) {
            put(word_units, width, i, 'a');
        }
        const wc_text word = {word_units, word_length, width};
        for (size_t length = 0; length <= 300; length++) {
            for (int at_end = 0; at_end < 2; at_end++) {
                char *units = memory + page + (at_end ? page - length * width : 0);
                for (size_t i = 0; i < length; i++) {
                    put(units, width, i, i % (word_length + 1) < word_length ? 'a' : ' ');
                }
                const wc_text text = {units, length, width};
                const size_t want = reference_count(&text, &word);
                const size_t got = count_whole(&text, &word);
                check(got == want, "text at a page's edge", want, got);
            }
        }
    }
    munmap(memory, 3 * page);
}

/* A needle in another width than the text's, and one that the text's width cannot hold. */
static void test_widening(void)
{
    const uint8_t narrow[] = {'a', 0xe9, 'a'};
    const uint32_t wide[] = {'a', 0xe9, 'a', ' ', 'a', 0xe9, 'a', '\n', 0x1f600};
    const wc_text text = {wide, 9, 4}, word = {narrow, 3, 1};
    check(count_whole(&text, &word) == 2, "widened needle", 2, count_whole(&text, &word));

    const uint8_t letters[] = {'a', ' ', 'b'};
    const uint32_t emoji[] = {0x100 + 'a'};
    const wc_text latin = {letters, 3, 1}, outside = {emoji, 1, 4}, inside = {wide, 1, 4};
    check(count_whole(&latin, &outside) == 0, "needle outside the width", 0, 1);
    check(count_whole(&latin, &inside) == 1, "wide needle inside the width", 1, 0);
}

/* A text for the pool: `words` times "is as ". */
static wc_text long_text(size_t words)
{
    char *units = malloc(words * 6);
    for (size_t i = 0; i < words; i++) {
        memcpy(units + i * 6, "is as ", 6);
    }
    return (wc_text){units, words * 6, 1};
}

static size_t count_threaded(const wc_text *text, const char *letters, unsigned threads,
                             uint64_t budget_ns)
{
    wc_needle needle;
    const wc_text word = {letters, strlen(letters), 1};
    if (!wc_needle_prepare(&needle, &word, text->width)) {
        abort();
    }
    wc_progress progress = {0, 0};
    while (!wc_count_on(text, &needle, threads, budget_ns, &progress)) {
    }
    wc_needle_release(&needle);
    return progress.count;
}

enum { WORDS = 4000000 }; /* long enough for workers to be woken */

/* Returns how many of its counts were wrong. */
static void *count_again_and_again(void *text)
{
    uintptr_t wrong = 0;
    for (unsigned i = 0; i < 20; i++) {
        wrong +=
            count_threaded(text, i % 3 ? "is" : "as", 1 + i % 5, i % 2 ? UINT64_MAX : 0) != WORDS;
    }
    return (void *)wrong;
}

static void test_pool(void)
{
    wc_text text = long_text(WORDS);
    const unsigned threads[] = {1, 2, 3, 7, WC_MAX_THREADS, 1000000};
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        for (size_t w = 0; w < 2; w++) {
            const size_t got = count_threaded(&text, w ? "is" : "as", threads[i], UINT64_MAX);
            check(got == WORDS, "threads", WORDS, got);
        }
    }
    pthread_t callers[8];
    for (int i = 0; i < 8; i++) {
        pthread_create(&callers[i], NULL, count_again_and_again, &text);
    }
    for (int i = 0; i < FORKS; i++) {
        const pid_t child = fork();
        if (child == 0) {
            alarm(20);
            _exit(count_threaded(&text, "is", 4, UINT64_MAX) == WORDS ? 0 : 1);
        }
        int status = -1;
        waitpid(child, &status, 0);
        check(status == 0, "child's exit status", 0, (size_t)status);
    }
    for (int i = 0; i < 8; i++) {
        void *wrong;
        pthread_join(callers[i], &wrong);
        check(!wrong, "wrong counts of a caller", 0, (size_t)wrong);
    }
    free((void *)text.units);
}

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

static void test_cgroups(void)
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

int main(void)
{
    const char *name;
    for (size_t i = 0; (name = wc_kernel_list(i)); i++) {
        wc_kernel_choose(name);
        for (unsigned width = 1; width <= 4; width *= 2) {
            test_small_texts(width);
            test_random_texts(width, 20000);
            test_page_edges(width);
        }
        test_widening();
    }
    check(!wc_kernel_choose("none such"), "unknown kernel", 0, 1);
    wc_kernel_choose(NULL);
    test_cgroups();
    test_pool();
    printf("%lu checks, %lu failures\n", checks, failures);
    return failures != 0;
}
