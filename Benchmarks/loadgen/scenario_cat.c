#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "measure.h"
#include "scenarios.h"

/// What a terminal makes of a file: it prints `\r\n` for each `\n`.
static struct stream expected(const char *path) {
    static uint8_t in[64 * 1024], out[2 * sizeof in];
    struct stream stream = {0};
    FILE *file = fopen(path, "rb");
    if (!file) fail("%s: %s", path, strerror(errno));
    for (size_t count; (count = fread(in, 1, sizeof in, file)) > 0;) {
        size_t length = 0;
        for (size_t i = 0; i < count; i++) {
            if (in[i] == '\n') out[length++] = '\r';
            out[length++] = in[i];
        }
        stream_feed(&stream, out, length);
    }
    fclose(file);
    static const uint8_t end[] = {MARK_BYTE, MARK_END};
    stream_feed(&stream, end, sizeof end);
    return stream;
}

void scenario_cat(const struct target *target, const char *path) {
    const struct stream want = expected(path);
    char command[1200];
    if (snprintf(command, sizeof command, "printf '\\036B'; cat '%s'; printf '\\036%c'\r", path, MARK_END) >= (int)sizeof command)
        fail("the path of the text is too long");

    struct terminal *terminal = terminal_open(target);
    sleep_seconds(0.2);
    terminal->stream.mark = 0;
    uint64_t messages = terminal->messages;
    double cpu = process_cpu_seconds(target->server);
    uint64_t start = now_ns();
    terminal_type(terminal, command);
    terminal_read_until(terminal, MARK_PROMPT);
    double wall = seconds_since(start);
    // What the server does later for these bytes belongs to their price.
    sleep_seconds(0.2);
    cpu = process_cpu_seconds(target->server) - cpu;

    const struct stream *got = &terminal->stream;
    double bytes = (double)got->between_bytes;
    result_begin();
    result_number("mb_per_s", bytes / 1e6 / wall);
    result_number("cpu_s_per_gb", cpu / (bytes / 1e9));
    result_number("bytes_per_message", bytes / (double)(terminal->messages - messages));
    result_number("bytes", bytes);
    // Half of it, for a double holds 53 bits.
    result_number("checksum", (double)(got->between_sum >> 32));
    result_number("intact", got->between_bytes == want.between_bytes && got->between_sum == want.between_sum);
    result_end();
    terminal_close(terminal);
}
