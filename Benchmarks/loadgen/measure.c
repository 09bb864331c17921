#include "measure.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

noreturn void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("loadgen: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

uint64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

double seconds_since(uint64_t start_ns) { return (double)(now_ns() - start_ns) / 1e9; }

void sleep_seconds(double seconds) {
    struct timespec time = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    nanosleep(&time, NULL);
}

void samples_add(struct samples *samples, double value) {
    if (samples->count == samples->capacity) {
        samples->capacity = samples->capacity ? samples->capacity * 2 : 1024;
        samples->values = realloc(samples->values, samples->capacity * sizeof *samples->values);
        if (!samples->values) fail("no memory for samples");
    }
    samples->values[samples->count++] = value;
}

static int compare_numbers(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double samples_percentile(struct samples *samples, double percent) {
    if (!samples->count) fail("nothing was measured");
    qsort(samples->values, samples->count, sizeof *samples->values, compare_numbers);
    size_t rank = (size_t)(percent / 100 * (double)samples->count);
    return samples->values[rank < samples->count ? rank : samples->count - 1];
}

double process_cpu_seconds(pid_t pid) {
    if (!pid) {
        struct rusage usage;
        getrusage(RUSAGE_SELF, &usage);
        return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
               (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    }
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    if (!file) fail("process %d is gone", (int)pid);
    size_t count = fread(line, 1, sizeof line - 1, file);
    fclose(file);
    line[count] = 0;
    // The name, in parentheses, may hold anything: what follows it starts behind the last one. utime and stime are
    // fields 14 and 15 of proc_pid_stat(5), and the state behind the name is field 3.
    unsigned long long user, system;
    const char *fields = strrchr(line, ')');
    if (!fields || sscanf(fields + 1, " %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu %llu", &user, &system) != 2)
        fail("%s is not as expected", path);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

/// The number behind `field` in a file of /proc/PID, or -1.
static double process_field(pid_t pid, const char *name, const char *field) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/%s", pid ? (int)pid : (int)getpid(), name);
    FILE *file = fopen(path, "r");
    if (!file) return -1;
    double value = -1;
    size_t length = strlen(field);
    while (value < 0 && fgets(line, sizeof line, file))
        if (!strncmp(line, field, length)) value = strtod(line + length, NULL);
    fclose(file);
    return value;
}

double process_memory_kb(pid_t pid) {
    double proportional = process_field(pid, "smaps_rollup", "Pss:");
    return proportional >= 0 ? proportional : process_field(pid, "status", "VmRSS:");
}

static bool result_is_empty;

void result_begin(void) {
    putchar('{');
    result_is_empty = true;
}

void result_number(const char *name, double value) {
    printf("%s\"%s\": %.17g", result_is_empty ? "" : ", ", name, value);
    result_is_empty = false;
}

void result_end(void) {
    puts("}");
    fflush(stdout);
}
