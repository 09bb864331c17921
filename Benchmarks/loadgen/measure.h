// Clocks, samples, what the kernel says about a process, and how a result is written.
#ifndef MEASURE_H
#define MEASURE_H

#include <stddef.h>
#include <stdint.h>
#include <stdnoreturn.h>
#include <sys/types.h>

/// Says what is wrong on standard error and ends the program with status 1.
noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/// Monotonic time in nanoseconds.
uint64_t now_ns(void);
double seconds_since(uint64_t start_ns);
void sleep_seconds(double seconds);

/// Latencies of one measurement, in whatever unit its owner uses.
struct samples {
    double *values;
    size_t count, capacity;
};

void samples_add(struct samples *samples, double value);
/// The nearest-rank percentile, `percent` from 0 to 100. Sorts the samples.
double samples_percentile(struct samples *samples, double percent);

/// User and system time that a process and its threads have used, in seconds; `pid` 0: this process. Other
/// processes are known to the hundredth of a second.
double process_cpu_seconds(pid_t pid);
/// What a process occupies, shared pages divided among their users, in kB; `pid` 0: this process. Where the kernel
/// keeps that from us (a server that is not dumpable, seen by a user other than root) the resident size instead.
double process_memory_kb(pid_t pid);

/// A result is one JSON object on one line of standard output.
void result_begin(void);
void result_number(const char *name, double value);
void result_end(void);

#endif
