#include <stdio.h>

#include "measure.h"
#include "scenarios.h"

enum { BURSTS = 20 };

/// Between two bursts everybody has nothing to do.
static const double rest_seconds = 0.1;

void scenario_burst(const struct target *target, const char *path) {
    char command[1200];
    if (snprintf(command, sizeof command, "cat '%s'\r", path) >= (int)sizeof command)
        fail("the path of the text is too long");
    struct terminal *terminal = terminal_open(target);
    struct samples milliseconds = {0};
    double bytes = 0;
    for (unsigned i = 0; i <= BURSTS; i++) {
        sleep_seconds(rest_seconds);
        terminal_acknowledge(terminal, terminal->arrived);
        terminal->stream.mark = 0;
        uint64_t start = now_ns(), before = terminal->arrived;
        terminal_type(terminal, command);
        terminal_read_until(terminal, MARK_PROMPT);
        // The first one warms up.
        if (i) samples_add(&milliseconds, seconds_since(start) * 1e3);
        bytes = (double)(terminal->arrived - before);
    }
    double median = samples_percentile(&milliseconds, 50);
    result_begin();
    result_number("median_ms", median);
    result_number("worst_ms", samples_percentile(&milliseconds, 100));
    result_number("mb_per_s", bytes / 1e3 / median);
    result_number("count", BURSTS);
    result_end();
    terminal_close(terminal);
}
