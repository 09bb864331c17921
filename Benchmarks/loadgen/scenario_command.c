#include "measure.h"
#include "scenarios.h"

enum { WARM_UP = 20 };

void scenario_command(const struct target *target, unsigned count) {
    struct terminal *terminal = terminal_open(target);
    struct samples microseconds = {0};
    for (unsigned i = 0; i < WARM_UP + count; i++) {
        terminal->stream.mark = 0;
        uint64_t start = now_ns();
        terminal_type(terminal, "true\r");
        terminal_read_until(terminal, MARK_PROMPT);
        if (i >= WARM_UP) samples_add(&microseconds, (double)(now_ns() - start) / 1e3);
    }
    result_begin();
    result_number("p50_us", samples_percentile(&microseconds, 50));
    result_number("p99_us", samples_percentile(&microseconds, 99));
    result_number("max_us", samples_percentile(&microseconds, 100));
    result_number("count", count);
    result_end();
    terminal_close(terminal);
}
