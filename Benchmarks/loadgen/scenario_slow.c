#include <pthread.h>
#include <stdatomic.h>

#include "link.h"
#include "measure.h"
#include "scenarios.h"
#include "stamps.h"

/// A poor mobile connection.
static const double link_bytes_per_second = 100e3;
/// Until every buffer on the way is full and the server knows the link.
static const double lead_seconds = 2;
static const double watch_seconds = 4;
static const double sample_seconds = 0.05;
static const double flood_seconds = 2;
static const double patience_seconds = 30;

/// Somebody with a fast connection who looks on and steers as well.
struct companion {
    struct terminal *terminal;
    pthread_t thread;
    atomic_bool is_to_stop;
};

static void *accompany(void *context) {
    struct companion *companion = context;
    while (!atomic_load(&companion->is_to_stop)) {
        terminal_read(companion->terminal, 1 << 20);
        terminal_acknowledge(companion->terminal, companion->terminal->arrived);
    }
    return NULL;
}

/// Reads what comes within that time, or until the prompt is there.
static void look_on(struct terminal *terminal, double seconds, bool to_prompt, struct stamps *stamps,
                    struct samples *ages) {
    uint64_t start = now_ns();
    double next = 0;
    while (seconds_since(start) < seconds && !(to_prompt && terminal->stream.mark == MARK_PROMPT)) {
        if (terminal_has_output(terminal, 0.01)) terminal_read(terminal, 1 << 20);
        terminal_acknowledge(terminal, terminal->arrived);
        if (!ages || seconds_since(start) < next) continue;
        next += sample_seconds;
        samples_add(ages, (double)(stamps_now() - stamps->newest) / 1e3);
    }
}

static void interrupt(struct terminal *terminal) {
    terminal->stream.mark = 0;
    terminal_type(terminal, "\x03");
    look_on(terminal, patience_seconds, true, NULL, NULL);
    if (terminal->stream.mark != MARK_PROMPT) fail("no prompt %.0f s after Ctrl-C", patience_seconds);
}

void scenario_slow(const struct target *target, unsigned count, bool beside_another) {
    struct target slow_target = *target;
    slow_target.link_port = link_start(target->port, link_bytes_per_second);
    struct terminal *terminal = terminal_open(&slow_target);
    struct companion companion = {0};
    if (beside_another) {
        companion.terminal = terminal_connect(target);
        terminal_attach(companion.terminal, terminal->session, (struct size){80, 24});
        if (pthread_create(&companion.thread, NULL, accompany, &companion)) fail("cannot start a thread");
    }

    struct stamps stamps = {0};
    struct samples ages = {0}, prompts = {0};
    terminal->watch = stamps_feed;
    terminal->watch_context = &stamps;
    terminal_type(terminal, STAMPS_COMMAND "\r");
    look_on(terminal, lead_seconds, false, NULL, NULL);
    look_on(terminal, watch_seconds, false, &stamps, &ages);
    uint64_t pictures = terminal->picture.count;
    terminal->watch = NULL;
    interrupt(terminal);

    for (unsigned i = 0; i < count; i++) {
        terminal_type(terminal, "yes\r");
        look_on(terminal, flood_seconds, false, NULL, NULL);
        uint64_t start = now_ns();
        interrupt(terminal);
        samples_add(&prompts, seconds_since(start) * 1e3);
    }
    result_begin();
    result_number("age_ms", samples_percentile(&ages, 50));
    result_number("age_worst_ms", samples_percentile(&ages, 100));
    result_number("prompt_ms", samples_percentile(&prompts, 50));
    result_number("prompt_worst_ms", samples_percentile(&prompts, 100));
    result_number("pictures_per_s", (double)pictures / (lead_seconds + watch_seconds));
    result_number("picture_kb", terminal->picture.count ? (double)terminal->picture.bytes / 1e3 / (double)terminal->picture.count : 0);
    result_number("count", count);
    result_end();
    if (beside_another) {
        atomic_store(&companion.is_to_stop, true);
        pthread_join(companion.thread, NULL);
    }
    // The session ends with the server.
}
