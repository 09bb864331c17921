#include <stdio.h>
#include <string.h>

#include "measure.h"
#include "scenarios.h"

/// By then the model has seen all that was printed.
static const double settle_seconds = 0.5;
static const double patience_seconds = 20;

/// Has a session print the first lines of a file, and waits for its prompt.
void terminal_print(struct terminal *terminal, unsigned lines, const char *path) {
    char command[1200];
    if (snprintf(command, sizeof command, "head -n %u '%s'\r", lines, path) >= (int)sizeof command)
        fail("the path of the text is too long");
    terminal->stream.mark = 0;
    terminal_type(terminal, command);
    terminal_read_until(terminal, MARK_PROMPT);
}

void scenario_attach(const struct target *target, unsigned count, struct size size, unsigned lines, const char *path) {
    struct terminal *owner = terminal_open_sized(target, size);
    terminal_print(owner, lines, path);
    sleep_seconds(settle_seconds);
    terminal_acknowledge(owner, owner->arrived);

    struct samples first = {0}, last = {0};
    double bytes = 0;
    double cpu = process_cpu_seconds(target->server);
    for (unsigned i = 0; i < count; i++) {
        struct terminal *terminal = terminal_connect(target);
        uint64_t start = now_ns();
        terminal_attach(terminal, owner->session, size);
        double began = 0;
        while (!terminal->picture.count || terminal->picture.missing) {
            if (seconds_since(start) > patience_seconds) fail("no picture of the screen within %.0f s", patience_seconds);
            terminal_read(terminal, 1 << 20);
            if (!began && terminal->arrived) began = seconds_since(start);
        }
        samples_add(&last, seconds_since(start) * 1e3);
        samples_add(&first, began * 1e3);
        if (!terminal->picture.shows_prompt) fail("there is no prompt on the picture of the screen");
        bytes += (double)terminal->picture.bytes;
        terminal_acknowledge(terminal, terminal->arrived);
        terminal_leave(terminal);
    }
    cpu = process_cpu_seconds(target->server) - cpu;
    result_begin();
    result_number("first_ms", samples_percentile(&first, 50));
    result_number("median_ms", samples_percentile(&last, 50));
    result_number("worst_ms", samples_percentile(&last, 100));
    result_number("picture_kb", bytes / count / 1e3);
    result_number("server_cpu_ms", cpu * 1e3 / count);
    result_number("count", count);
    result_end();
    terminal_close(owner);
}
