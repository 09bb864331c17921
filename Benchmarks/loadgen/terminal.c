#define _GNU_SOURCE
#include "terminal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "measure.h"
#include "shell.h"

enum {
    READ_BYTES = 256 * 1024,
    CLOSE_SECONDS = 1,
};

static void binary(void *context, const uint8_t *bytes, size_t count) {
    struct terminal *terminal = context;
    if (!terminal->is_attached) fail("terminal bytes came before the server said where they start");
    stream_feed(&terminal->stream, bytes, count);
}

static void binary_end(void *context) {
    struct terminal *terminal = context;
    terminal->messages++;
}

static void other(void *context, enum websocket_opcode opcode, const char *payload, size_t count) {
    struct terminal *terminal = context;
    if (opcode == OPCODE_PING) websocket_send(terminal->fd, OPCODE_PONG, payload, count);
    if (opcode == OPCODE_CLOSE) fail("the server said goodbye: %.120s", count > 2 ? payload + 2 : "");
    if (opcode != OPCODE_TEXT) return;
    static const char *const unexpected[] = {"\"error\"", "\"snapshot\"", "\"exited\""};
    for (size_t i = 0; i < sizeof unexpected / sizeof *unexpected; i++)
        if (strstr(payload, unexpected[i])) fail("the server said %.200s", payload);
    if (!strstr(payload, "\"attached\"")) return;
    const char *offset = strstr(payload, "\"offset\":");
    if (!offset) fail("no offset in %.200s", payload);
    terminal->first_offset = strtoull(offset + strlen("\"offset\":"), NULL, 10);
    terminal->is_attached = true;
}

static void received(struct terminal *terminal, const uint8_t *bytes, size_t count) {
    if (terminal->target->transport == TRANSPORT_WEBSOCKET) {
        const struct websocket_events events = {terminal, binary, binary_end, other};
        websocket_read(&terminal->reader, &events, bytes, count);
    } else {
        stream_feed(&terminal->stream, bytes, count);
        terminal->messages++;
    }
}

void terminal_read(struct terminal *terminal, size_t limit) {
    static __thread uint8_t buffer[READ_BYTES];
    ssize_t count;
    do count = read(terminal->fd, buffer, limit < sizeof buffer ? limit : sizeof buffer);
    while (count < 0 && errno == EINTR);
    if (count <= 0) fail("the terminal ended: %s", count ? strerror(errno) : "end of stream");
    received(terminal, buffer, (size_t)count);
}

bool terminal_has_output(struct terminal *terminal, double timeout_seconds) {
    struct pollfd descriptor = {terminal->fd, POLLIN, 0};
    double whole = (double)(time_t)timeout_seconds;
    struct timespec timeout = {(time_t)whole, (long)((timeout_seconds - whole) * 1e9)};
    return ppoll(&descriptor, 1, &timeout, NULL) > 0;
}

void terminal_acknowledge(struct terminal *terminal, uint64_t rendered) {
    if (terminal->target->transport != TRANSPORT_WEBSOCKET) return;
    if (rendered - terminal->acknowledged < ACKNOWLEDGE_BYTES) return;
    char message[64];
    int length = snprintf(message, sizeof message, "{\"type\":\"ack\",\"offset\":%" PRIu64 "}",
                          terminal->first_offset + rendered);
    websocket_send(terminal->fd, OPCODE_TEXT, message, (size_t)length);
    terminal->acknowledged = rendered;
}

void terminal_read_until(struct terminal *terminal, char mark) {
    while (terminal->stream.mark != mark) {
        terminal_read(terminal, READ_BYTES);
        terminal_acknowledge(terminal, terminal->stream.position);
    }
}

void terminal_type(struct terminal *terminal, const char *keys) {
    size_t count = strlen(keys);
    if (terminal->target->transport == TRANSPORT_WEBSOCKET) {
        websocket_send(terminal->fd, OPCODE_BINARY, keys, count);
        return;
    }
    if (write(terminal->fd, keys, count) != (ssize_t)count) fail("cannot type: %s", strerror(errno));
}

static int connect_to(int port) {
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address))
        fail("cannot connect to port %d: %s", port, strerror(errno));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

struct terminal *terminal_open(const struct target *target) {
    struct terminal *terminal = calloc(1, sizeof *terminal);
    if (!terminal) fail("no memory for a terminal");
    terminal->target = target;
    if (target->transport == TRANSPORT_PTY) {
        terminal->child = shell_start(&terminal->fd);
    } else {
        terminal->fd = connect_to(target->port);
    }
    if (target->transport == TRANSPORT_WEBSOCKET) {
        static const char create[] = "{\"type\":\"create\",\"cols\":80,\"rows\":24,\"flow_control\":\"ack\"}";
        uint8_t rest[16384];
        size_t count = websocket_upgrade(terminal->fd, target->port, target->token, rest, sizeof rest);
        websocket_send(terminal->fd, OPCODE_TEXT, create, sizeof create - 1);
        received(terminal, rest, count);
    }
    // The shell is there when it has printed its own prompt. What is typed earlier can be lost.
    while (!terminal->stream.position) terminal_read(terminal, READ_BYTES);
    terminal_type(terminal, " unset HISTFILE; bind 'set enable-bracketed-paste off'; PS1=$'\\036P'\r");
    terminal_read_until(terminal, MARK_PROMPT);
    return terminal;
}

void terminal_close(struct terminal *terminal) {
    if (terminal->target->transport == TRANSPORT_WEBSOCKET) {
        static const char message[] = "{\"type\":\"close\"}";
        websocket_send(terminal->fd, OPCODE_TEXT, message, sizeof message - 1);
        // To close a socket with unread bytes sends a reset, which can overtake the message.
        uint8_t rest[4096];
        uint64_t start = now_ns();
        while (seconds_since(start) < CLOSE_SECONDS && terminal_has_output(terminal, CLOSE_SECONDS))
            if (read(terminal->fd, rest, sizeof rest) <= 0) break;
    }
    close(terminal->fd);
    if (terminal->child) {
        kill(terminal->child, SIGKILL);
        waitpid(terminal->child, NULL, 0);
    }
    free(terminal);
}
