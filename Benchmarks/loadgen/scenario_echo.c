#include <pthread.h>
#include <stdatomic.h>

#include "measure.h"
#include "scenarios.h"

enum {
    WARM_UP = 100,
    WHOLE_BUFFER = 1 << 20,
};

/// How long another shell floods before anything is timed.
static const double flood_lead_seconds = 0.5;

struct flood {
    const struct target *target;
    pthread_t thread;
    atomic_bool is_flooding, is_to_stop;
    double megabytes_per_second;
};

static void *flood_run(void *context) {
    struct flood *flood = context;
    struct terminal *terminal = terminal_open(flood->target);
    terminal_type(terminal, "yes\r");
    uint64_t before = terminal->stream.position, start = now_ns();
    atomic_store(&flood->is_flooding, true);
    while (!atomic_load(&flood->is_to_stop)) {
        terminal_read(terminal, WHOLE_BUFFER);
        terminal_acknowledge(terminal, terminal->arrived);
    }
    flood->megabytes_per_second = (double)(terminal->stream.position - before) / 1e6 / seconds_since(start);
    terminal->stream.mark = 0;
    terminal_type(terminal, "\x03");
    terminal_read_until(terminal, MARK_PROMPT);
    terminal_close(terminal);
    return NULL;
}

void scenario_echo(const struct target *target, unsigned count, bool beside_flood) {
    struct terminal *terminal = terminal_open(target);
    terminal_type(terminal, "stty raw -echo; printf '\\036R'; exec cat\r");
    terminal_read_until(terminal, 'R');

    struct flood flood = {.target = target};
    if (beside_flood) {
        if (pthread_create(&flood.thread, NULL, flood_run, &flood)) fail("cannot start a thread");
        while (!atomic_load(&flood.is_flooding)) sleep_seconds(0.001);
        sleep_seconds(flood_lead_seconds);
    }

    struct samples microseconds = {0};
    for (unsigned i = 0; i < WARM_UP + count; i++) {
        char key[2] = {(char)('a' + i % 26), 0};
        uint64_t want = terminal->stream.position + 1, start = now_ns();
        terminal_type(terminal, key);
        while (terminal->stream.position < want) terminal_read(terminal, WHOLE_BUFFER);
        if (i >= WARM_UP) samples_add(&microseconds, (double)(now_ns() - start) / 1e3);
        terminal_acknowledge(terminal, terminal->arrived);
    }

    if (beside_flood) {
        atomic_store(&flood.is_to_stop, true);
        pthread_join(flood.thread, NULL);
    }
    result_begin();
    result_number("p50_us", samples_percentile(&microseconds, 50));
    result_number("p90_us", samples_percentile(&microseconds, 90));
    result_number("p99_us", samples_percentile(&microseconds, 99));
    result_number("max_us", samples_percentile(&microseconds, 100));
    result_number("count", count);
    if (beside_flood) result_number("flood_mb_per_s", flood.megabytes_per_second);
    result_end();
    terminal_close(terminal);
}
