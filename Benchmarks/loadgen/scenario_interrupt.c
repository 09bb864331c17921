#include "measure.h"
#include "scenarios.h"

/// What a browser's terminal renders on a slow machine.
static const double rendered_per_second = 5e6;
/// How long the flood lasts before Ctrl-C: every buffer on the way is full by then.
static const double flood_seconds = 0.7;
/// When there is no prompt after so long, nobody waits any longer.
static const double patience_seconds = 20;
/// A client that does not acknowledge reads when less than this waits to be rendered.
static const double render_queue_bytes = 4096;

/// A screen that takes its time.
struct renderer {
    struct terminal *terminal;
    double rendered;  // bytes of what has arrived that are on the screen
    uint64_t updated;
};

/// Lets the renderer catch up with the clock, and reads what a client of this kind would read meanwhile.
///
/// A browser reads its socket whether its terminal keeps up or not, and acknowledges what was rendered. Without
/// acknowledgements the only back-pressure is not to read.
static void render(struct renderer *renderer) {
    struct terminal *terminal = renderer->terminal;
    uint64_t now = now_ns();
    double arrived = (double)terminal->arrived;
    renderer->rendered += rendered_per_second * (double)(now - renderer->updated) / 1e9;
    if (renderer->rendered > arrived) renderer->rendered = arrived;
    renderer->updated = now;
    terminal_acknowledge(terminal, (uint64_t)renderer->rendered);
    if (terminal->target->transport == TRANSPORT_WEBSOCKET) {
        if (terminal_has_output(terminal, 0.0005)) terminal_read(terminal, 1 << 20);
    } else if (arrived - renderer->rendered > render_queue_bytes) {
        sleep_seconds(0.0002);
    } else if (terminal_has_output(terminal, 0.0005)) {
        terminal_read(terminal, (size_t)render_queue_bytes);
    }
}

void scenario_interrupt(const struct target *target, unsigned count) {
    struct terminal *terminal = terminal_open(target);
    struct samples milliseconds = {0};
    double backlog_bytes = 0;
    for (unsigned i = 0; i < count; i++) {
        struct renderer renderer = {terminal, (double)terminal->arrived, now_ns()};
        terminal_type(terminal, "yes\r");
        uint64_t start = now_ns();
        while (seconds_since(start) < flood_seconds) render(&renderer);
        double backlog = (double)terminal->arrived - renderer.rendered;
        if (backlog > backlog_bytes) backlog_bytes = backlog;

        terminal->stream.mark = 0;
        start = now_ns();
        terminal_type(terminal, "\x03");
        while (terminal->stream.mark != MARK_PROMPT || renderer.rendered < (double)terminal_mark_arrived(terminal)) {
            if (seconds_since(start) > patience_seconds) fail("no prompt %.0f s after Ctrl-C", patience_seconds);
            render(&renderer);
        }
        samples_add(&milliseconds, seconds_since(start) * 1e3);
        sleep_seconds(0.1);
    }
    result_begin();
    result_number("median_ms", samples_percentile(&milliseconds, 50));
    result_number("worst_ms", samples_percentile(&milliseconds, 100));
    result_number("backlog_kb", backlog_bytes / 1e3);
    result_number("pictures", (double)terminal->picture.count);
    result_number("picture_bytes", terminal->picture.count ? (double)terminal->picture.bytes / (double)terminal->picture.count : 0);
    result_number("count", count);
    result_end();
    terminal_close(terminal);
}
