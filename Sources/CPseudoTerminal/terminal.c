// What is done to the master side of a running terminal.
#define _GNU_SOURCE
#include "CPseudoTerminal.h"

#include <errno.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/// The most that one read of a terminal gives, by the size of the kernel's line buffer.
enum { READ_BYTES = 4095 };

/// How long a batch may take. Of a program that writes tiny pieces a full read can wait half a millisecond for the
/// kernel's flush worker, and the other terminals of the same thread wait with it.
static const long BATCH_NANOSECONDS = 1000000;

int cpty_signal_foreground(int master, int signal) {
    // The kernel sends these three itself: atomic with the choice of the group, and allowed also when the group
    // runs under another user (sudo). It takes no others.
    if (signal == SIGINT || signal == SIGQUIT || signal == SIGTSTP) {
        if (tcgetpgrp(master) <= 0) return -ESRCH;
        return ioctl(master, TIOCSIG, signal) < 0 ? -errno : 0;
    }
    pid_t group = tcgetpgrp(master);
    if (group < 0) return -errno;
    // 0 and 1 would mean our own group and everybody.
    if (group <= 1) return -ESRCH;
    return killpg(group, signal) < 0 ? -errno : 0;
}

int cpty_resize(int master, uint16_t columns, uint16_t rows) {
    struct winsize size = {.ws_row = rows, .ws_col = columns};
    return ioctl(master, TIOCSWINSZ, &size) < 0 ? -errno : 0;
}

static long nanoseconds_since(const struct timespec *start) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - start->tv_sec) * 1000000000L + (now.tv_nsec - start->tv_nsec);
}

size_t cpty_read_batch(int master, void *buffer, size_t capacity, enum cpty_batch_end *end) {
    size_t count = 0;
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    *end = CPTY_BATCH_MORE;
    while (count < capacity) {
        ssize_t got = read(master, (char *)buffer + count, capacity - count);
        if (got > 0) {
            count += (size_t)got;
            // A read into what is left of a nearly full buffer costs as much as a whole one.
            if (capacity - count < READ_BYTES || nanoseconds_since(&start) >= BATCH_NANOSECONDS) break;
        } else if (got < 0 && errno == EINTR) {
            continue;
        } else {
            *end = got < 0 && errno == EAGAIN ? CPTY_BATCH_EMPTY : CPTY_BATCH_HANGUP;
            break;
        }
    }
    return count;
}
