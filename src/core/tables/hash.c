/* How words are hashed: by a secret of the process. */
#define _DEFAULT_SOURCE /* getentropy */
#include "slots.h"

#include <string.h>
#include <time.h>
#include <unistd.h>
#if defined(__APPLE__)
#include <sys/random.h>
#endif

uint64_t wc_secret[4];

/* Made when the code is loaded: a child forked meanwhile would wait for it for ever. Where the
 * system gives no random bytes, addresses and the time have to do. */
static __attribute__((constructor)) void make_secret(void)
{
    if (getentropy(wc_secret, sizeof wc_secret) != 0) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        wc_secret[0] = (uint64_t)now.tv_nsec * UINT64_C(0x9e3779b97f4a7c15);
        wc_secret[1] = (uint64_t)(uintptr_t)&now * UINT64_C(0xbf58476d1ce4e5b9);
        wc_secret[2] = (uint64_t)now.tv_sec * UINT64_C(0x94d049bb133111eb);
        wc_secret[3] = (uint64_t)(uintptr_t)make_secret ^ wc_secret[0];
    }
}

static uint64_t read_64(const uint8_t *bytes)
{
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

/* Of more than 16 bytes; the last 16 may be looked at twice. */
static uint64_t hash_bytes(const uint8_t *bytes, size_t size)
{
    uint64_t hash = wc_secret[2] ^ size;
    for (size_t i = 0; i + 16 < size; i += 16) {
        hash =
            wc_mix(read_64(bytes + i) ^ wc_secret[0] ^ hash, read_64(bytes + i + 8) ^ wc_secret[3]);
    }
    const uint8_t *last = bytes + size - 16;
    return wc_mix(read_64(last) ^ wc_secret[0] ^ hash, read_64(last + 8) ^ wc_secret[1]);
}

wc_word wc_word_of(const uint8_t *bytes, size_t size)
{
    if (size > WC_INLINE_BYTES) {
        const uint64_t hash = hash_bytes(bytes, size);
        return (wc_word){
            .key = {.bytes = bytes}, .size = size, .hash = hash, .mark = hash << 8 | WC_ELSEWHERE};
    }
    uint64_t halves[2] = {0, 0};
    if (size > 0) {
        memcpy(halves, bytes, size);
    }
    return wc_word_of_key(halves[0], halves[1], size);
}
