#include <stdlib.h>

#include "measure.h"
#include "scenarios.h"

enum { WARM_UP = 5 };

/// For threads that start late, caches that are trimmed, and shells that have yet to become `cat`.
static const double settle_seconds = 1.5;

void scenario_memory(const struct target *target, unsigned count) {
    // What the first sessions cost once (threads, caches) is not a price of each.
    for (unsigned i = 0; i < WARM_UP; i++) terminal_close(terminal_open(target));
    sleep_seconds(settle_seconds);
    double before = process_memory_kb(target->server);

    struct terminal **terminals = calloc(count, sizeof *terminals);
    if (!terminals) fail("no memory for %u terminals", count);
    uint64_t start = now_ns();
    for (unsigned i = 0; i < count; i++) {
        terminals[i] = terminal_open(target);
        terminal_type(terminals[i], "exec cat\r");
    }
    double opening = seconds_since(start);
    sleep_seconds(settle_seconds);
    double after = process_memory_kb(target->server);

    result_begin();
    result_number("kb_per_session", (after - before) / count);
    result_number("before_kb", before);
    result_number("after_kb", after);
    result_number("sessions", count);
    result_number("open_ms_each", opening * 1e3 / count);
    result_end();
    // The sessions end with the server: to end them one by one is not what is measured.
    free(terminals);
}
