#include <stdlib.h>

#include "measure.h"
#include "scenarios.h"

static const double messages_per_second = 1000;
/// When nothing comes back for so long, what is missing is lost.
static const double patience_seconds = 10;

void scenario_messages(const struct target *target, unsigned count) {
    struct terminal *terminal = terminal_open(target);
    terminal_type(terminal, "stty raw -echo; printf '\\036R'; exec cat\r");
    terminal_read_until(terminal, 'R');

    uint64_t *sent = calloc(count, sizeof *sent);
    if (!sent) fail("no memory for %u messages", count);
    struct samples microseconds = {0};
    double typing_seconds = 0;
    unsigned typed = 0, echoed = 0;
    uint64_t before = terminal->stream.position, start = now_ns();
    while (echoed < count) {
        double due = (double)typed / messages_per_second - seconds_since(start);
        if (typed < count && due <= 0) {
            char key[2] = {(char)('a' + typed % 26), 0};
            sent[typed++] = now_ns();
            terminal_type(terminal, key);
            typing_seconds = seconds_since(start);
            continue;
        }
        if (!terminal_has_output(terminal, typed < count ? due : patience_seconds)) {
            if (typed == count) break;
            continue;
        }
        terminal_read(terminal, 1 << 20);
        uint64_t now = now_ns();
        for (; before + echoed < terminal->stream.position && echoed < typed; echoed++)
            samples_add(&microseconds, (double)(now - sent[echoed]) / 1e3);
        terminal_acknowledge(terminal, terminal->arrived);
    }

    result_begin();
    result_number("p50_us", samples_percentile(&microseconds, 50));
    result_number("p99_us", samples_percentile(&microseconds, 99));
    result_number("max_us", samples_percentile(&microseconds, 100));
    result_number("count", count);
    result_number("echoed", echoed);
    result_number("messages_per_s", (double)typed / typing_seconds);
    result_end();
    free(sent);
    terminal_close(terminal);
}
