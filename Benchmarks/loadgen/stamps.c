#include "stamps.h"

#include <stdbool.h>
#include <time.h>

enum {
    SECONDS_DIGITS = 10,
    FRACTION_DIGITS = 6,
};

void stamps_feed(void *context, const uint8_t *bytes, size_t count) {
    struct stamps *stamps = context;
    for (size_t i = 0; i < count; i++) {
        bool has_point = stamps->fraction_digits > 0;
        if (bytes[i] >= '0' && bytes[i] <= '9') {
            stamps->microseconds = stamps->microseconds * 10 + (bytes[i] - '0');
            if (has_point) stamps->fraction_digits++;
            else stamps->seconds_digits++;
            // The point counts as one.
            if (stamps->fraction_digits != 1 + FRACTION_DIGITS || stamps->seconds_digits != SECONDS_DIGITS) continue;
            if (stamps->microseconds > stamps->newest) stamps->newest = stamps->microseconds;
        } else if ((bytes[i] == '.' || bytes[i] == ',') && stamps->seconds_digits == SECONDS_DIGITS && !has_point) {
            stamps->fraction_digits = 1;
            continue;
        }
        stamps->seconds_digits = stamps->fraction_digits = 0;
        stamps->microseconds = 0;
    }
}

uint64_t stamps_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (uint64_t)time.tv_sec * 1000000u + (uint64_t)time.tv_nsec / 1000u;
}
