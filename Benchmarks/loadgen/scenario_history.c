#include <stdlib.h>

#include "measure.h"
#include "scenarios.h"

enum { WARM_UP = 3 };

/// For threads that start late and caches that are trimmed.
static const double settle_seconds = 1.5;

void scenario_history(const struct target *target, unsigned count, struct size size, unsigned lines, const char *path) {
    // What the first sessions cost once is not a price of each.
    for (unsigned i = 0; i < WARM_UP; i++) {
        struct terminal *terminal = terminal_open_sized(target, size);
        terminal_print(terminal, lines, path);
        terminal_close(terminal);
    }
    sleep_seconds(settle_seconds);
    double before = process_memory_kb(target->server);
    for (unsigned i = 0; i < count; i++) terminal_print(terminal_open_sized(target, size), lines, path);
    sleep_seconds(settle_seconds);
    double after = process_memory_kb(target->server);
    result_begin();
    result_number("kb_per_session", (after - before) / count);
    result_number("sessions", count);
    result_end();
    // The sessions end with the server.
}
