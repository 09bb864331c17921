// Moments that a program prints without an end, so that whoever sees them knows how old the screen is.
#ifndef STAMPS_H
#define STAMPS_H

#include <stddef.h>
#include <stdint.h>

/// What prints them, for bash 5: seconds and microseconds since 1970, one a line.
#define STAMPS_COMMAND "while :; do echo $EPOCHREALTIME; done"

/// Finds them in a stream, in any pieces, whatever stands in between.
struct stamps {
    unsigned seconds_digits, fraction_digits;
    uint64_t microseconds;  // of the one that is being read
    uint64_t newest;        // in microseconds since 1970; 0: none yet
};

void stamps_feed(void *stamps, const uint8_t *bytes, size_t count);

/// The same clock now.
uint64_t stamps_now(void);

#endif
