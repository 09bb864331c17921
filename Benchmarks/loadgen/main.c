// A load generator for terminals: one scenario against one target, one result.
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"
#include "scenarios.h"

static const char usage[] =
    "usage: loadgen cat FILE | echo COUNT | echo-flood COUNT | interrupt COUNT | memory COUNT | command COUNT |\n"
    "               messages COUNT | burst FILE | slow COUNT | slow-beside COUNT |\n"
    "               attach COUNT,COLSxROWS,LINES,FILE | history COUNT,COLSxROWS,LINES,FILE\n"
    "               pty | tcp PORT PID | websocket PORT PID   (the token in BENCH_TOKEN)\n"
    "       loadgen relay\n"
    "       loadgen text BYTES\n";

static noreturn void misused(void) {
    fputs(usage, stderr);
    exit(2);
}

static uint64_t number(const char *text, uint64_t most) {
    char *end;
    uint64_t value = strtoull(text, &end, 10);
    if (*end || end == text || value < 1 || value > most) fail("%s is not a number from 1 to %" PRIu64, text, most);
    return value;
}

static struct target parse_target(int count, char **arguments) {
    struct target target = {.token = getenv("BENCH_TOKEN")};
    if (count == 1 && !strcmp(arguments[0], "pty")) return target;
    if (count != 3) misused();
    if (!strcmp(arguments[0], "tcp")) target.transport = TRANSPORT_TCP;
    else if (!strcmp(arguments[0], "websocket")) target.transport = TRANSPORT_WEBSOCKET;
    else misused();
    if (target.transport == TRANSPORT_WEBSOCKET && !target.token) fail("BENCH_TOKEN is not set");
    target.port = (int)number(arguments[1], 65535);
    target.server = (pid_t)number(arguments[2], INT32_MAX);
    return target;
}

/// A session with something on its screen.
struct content {
    unsigned count, lines;
    struct size size;
    const char *path;
};

static struct content parse_content(const char *text) {
    struct content content = {0};
    int length = 0;
    if (sscanf(text, "%u,%ux%u,%u,%n", &content.count, &content.size.cols, &content.size.rows, &content.lines, &length) != 4 ||
        !length || !content.count)
        misused();
    content.path = text + length;
    return content;
}

int main(int count, char **arguments) {
    if (count == 2 && !strcmp(arguments[1], "relay")) relay_run();
    if (count == 3 && !strcmp(arguments[1], "text")) {
        text_write(number(arguments[2], UINT64_C(1) << 40));
        return 0;
    }
    if (count < 4) misused();
    signal(SIGPIPE, SIG_IGN);
    const struct target target = parse_target(count - 3, arguments + 3);
    const char *scenario = arguments[1], *amount = arguments[2];
    enum { MOST = 1000000 };
    if (!strcmp(scenario, "cat")) scenario_cat(&target, amount);
    else if (!strcmp(scenario, "echo")) scenario_echo(&target, (unsigned)number(amount, MOST), false);
    else if (!strcmp(scenario, "echo-flood")) scenario_echo(&target, (unsigned)number(amount, MOST), true);
    else if (!strcmp(scenario, "interrupt")) scenario_interrupt(&target, (unsigned)number(amount, MOST));
    else if (!strcmp(scenario, "command")) scenario_command(&target, (unsigned)number(amount, MOST));
    else if (!strcmp(scenario, "messages")) scenario_messages(&target, (unsigned)number(amount, MOST));
    else if (!strcmp(scenario, "burst")) scenario_burst(&target, amount);
    else if (!strcmp(scenario, "slow")) scenario_slow(&target, (unsigned)number(amount, MOST), false);
    else if (!strcmp(scenario, "slow-beside")) scenario_slow(&target, (unsigned)number(amount, MOST), true);
    else if (!strcmp(scenario, "attach") || !strcmp(scenario, "history")) {
        struct content content = parse_content(amount);
        (*scenario == 'a' ? scenario_attach : scenario_history)(&target, content.count, content.size, content.lines, content.path);
    } else if (!strcmp(scenario, "memory")) scenario_memory(&target, (unsigned)number(amount, MOST));
    else misused();
    return 0;
}
