#define _GNU_SOURCE
#include "terminal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "measure.h"
#include "shell.h"

enum {
    READ_BYTES = 256 * 1024,
    CLOSE_SECONDS = 1,
};

static void stream_arrived(struct terminal *terminal, const uint8_t *bytes, size_t count) {
    terminal->arrived += count;
    stream_feed(&terminal->stream, bytes, count);
}

static void binary(void *context, const uint8_t *bytes, size_t count) {
    struct terminal *terminal = context;
    if (!terminal->is_attached) fail("terminal bytes came before the server said where they start");
    if (terminal->watch) terminal->watch(terminal->watch_context, bytes, count);
    size_t painted = terminal->picture.missing < count ? (size_t)terminal->picture.missing : count;
    if (painted) {
        terminal->arrived += painted;
        picture_feed(&terminal->picture, bytes, painted);
        // What it stands for may have held the mark.
        if (!terminal->picture.missing && terminal->picture.shows_prompt) {
            terminal->stream.mark = MARK_PROMPT;
            terminal->stream.mark_end = terminal->stream.position;
        }
    }
    if (count > painted) stream_arrived(terminal, bytes + painted, count - painted);
}

static void binary_end(void *context) {
    struct terminal *terminal = context;
    terminal->messages++;
}

/// The number behind `name` in a message, which has it.
static uint64_t number(const char *message, const char *name) {
    char member[32];
    snprintf(member, sizeof member, "\"%s\":", name);
    const char *place = strstr(message, member);
    if (!place) fail("no %s in %.200s", name, message);
    return strtoull(place + strlen(member), NULL, 10);
}

static void attached(struct terminal *terminal, const char *message) {
    static const char member[] = "\"session_id\":\"";
    const char *session = strstr(message, member);
    if (!session || strlen(session) < sizeof member - 1 + SESSION_ID_LENGTH) fail("no session in %.200s", message);
    memcpy(terminal->session, session + sizeof member - 1, SESSION_ID_LENGTH);
    terminal->base_offset = terminal->acknowledged = number(message, "offset");
    terminal->base_arrived = terminal->arrived;
    terminal->is_attached = true;
}

static void painted(struct terminal *terminal, const char *message) {
    uint64_t bytes = number(message, "bytes");
    picture_begin(&terminal->picture, bytes);
    terminal->base_offset = terminal->acknowledged = number(message, "offset");
    terminal->base_arrived = terminal->arrived + bytes;
    terminal->is_picture_unseen = true;
}

static void other(void *context, enum websocket_opcode opcode, const char *payload, size_t count) {
    struct terminal *terminal = context;
    if (opcode == OPCODE_PING) websocket_send(terminal->fd, OPCODE_PONG, payload, count);
    if (opcode == OPCODE_CLOSE) fail("the server said goodbye: %.120s", count > 2 ? payload + 2 : "");
    if (opcode != OPCODE_TEXT) return;
    static const char *const unexpected[] = {"\"type\":\"error\"", "\"type\":\"exited\""};
    for (size_t i = 0; i < sizeof unexpected / sizeof *unexpected; i++)
        if (strstr(payload, unexpected[i])) fail("the server said %.200s", payload);
    if (strstr(payload, "\"type\":\"attached\"")) attached(terminal, payload);
    if (strstr(payload, "\"type\":\"snapshot\"")) painted(terminal, payload);
}

static void received(struct terminal *terminal, const uint8_t *bytes, size_t count) {
    if (terminal->target->transport == TRANSPORT_WEBSOCKET) {
        const struct websocket_events events = {terminal, binary, binary_end, other};
        websocket_read(&terminal->reader, &events, bytes, count);
    } else {
        stream_arrived(terminal, bytes, count);
        terminal->messages++;
    }
}

void terminal_read(struct terminal *terminal, size_t limit) {
    static __thread uint8_t buffer[READ_BYTES];
    ssize_t count;
    do count = read(terminal->fd, buffer, limit < sizeof buffer ? limit : sizeof buffer);
    while (count < 0 && errno == EINTR);
    if (count < 0 && errno == EAGAIN) return;
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
    // Of what was in front of a picture nobody wants to hear any more.
    if (terminal->target->transport != TRANSPORT_WEBSOCKET || rendered < terminal->base_arrived) return;
    uint64_t offset = terminal->base_offset + (rendered - terminal->base_arrived);
    if (!terminal->is_picture_unseen) {
        if (offset == terminal->acknowledged) return;
        uint64_t now = now_ns();
        if (!terminal->owing_since) terminal->owing_since = now;
        if (offset - terminal->acknowledged < ACKNOWLEDGE_BYTES &&
            now - terminal->owing_since < ACKNOWLEDGE_MILLISECONDS * UINT64_C(1000000))
            return;
    }
    char message[64];
    int length = snprintf(message, sizeof message, "{\"type\":\"ack\",\"offset\":%" PRIu64 "}", offset);
    websocket_send(terminal->fd, OPCODE_TEXT, message, (size_t)length);
    terminal->acknowledged = offset;
    terminal->owing_since = 0;
    terminal->is_picture_unseen = false;
}

uint64_t terminal_mark_arrived(const struct terminal *terminal) {
    return terminal->stream.mark_end + (terminal->arrived - terminal->stream.position);
}

void terminal_read_until(struct terminal *terminal, char mark) {
    while (terminal->stream.mark != mark) {
        terminal_read(terminal, READ_BYTES);
        terminal_acknowledge(terminal, terminal->arrived);
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

struct terminal *terminal_connect(const struct target *target) {
    struct terminal *terminal = calloc(1, sizeof *terminal);
    if (!terminal) fail("no memory for a terminal");
    terminal->target = target;
    if (target->transport == TRANSPORT_PTY) {
        terminal->child = shell_start(&terminal->fd);
        return terminal;
    }
    terminal->fd = connect_to(target->link_port ? target->link_port : target->port);
    if (target->transport != TRANSPORT_WEBSOCKET) return terminal;
    uint8_t rest[16384];
    size_t count = websocket_upgrade(terminal->fd, target->port, target->token, rest, sizeof rest);
    received(terminal, rest, count);
    struct timeval patience = {.tv_usec = ACKNOWLEDGE_MILLISECONDS * 1000};
    setsockopt(terminal->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return terminal;
}

static void send_message(struct terminal *terminal, const char *format, ...) {
    char message[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    websocket_send(terminal->fd, OPCODE_TEXT, message, (size_t)length);
}

void terminal_attach(struct terminal *terminal, const char *session, struct size size) {
    send_message(terminal,
                 "{\"type\":\"attach\",\"session_id\":\"%s\",\"cols\":%u,\"rows\":%u,\"flow_control\":\"ack\"}", session,
                 size.cols, size.rows);
}

struct terminal *terminal_open_sized(const struct target *target, struct size size) {
    struct terminal *terminal = terminal_connect(target);
    if (target->transport == TRANSPORT_WEBSOCKET)
        send_message(terminal, "{\"type\":\"create\",\"cols\":%u,\"rows\":%u,\"flow_control\":\"ack\"}", size.cols,
                     size.rows);
    // The shell is there when it has printed its own prompt. What is typed earlier can be lost.
    while (!terminal->stream.position) terminal_read(terminal, READ_BYTES);
    terminal_type(terminal,
                  " unset HISTFILE; bind 'set enable-bracketed-paste off'; PS1=$'\\036P" PROMPT_TEXT " '\r");
    terminal_read_until(terminal, MARK_PROMPT);
    return terminal;
}

struct terminal *terminal_open(const struct target *target) {
    return terminal_open_sized(target, (struct size){80, 24});
}

static void release(struct terminal *terminal) {
    close(terminal->fd);
    if (terminal->child) {
        kill(terminal->child, SIGKILL);
        waitpid(terminal->child, NULL, 0);
    }
    free(terminal);
}

/// Waits until the server has closed the connection.
static void drain(struct terminal *terminal) {
    // To close a socket with unread bytes sends a reset, which can overtake the message.
    uint8_t rest[4096];
    uint64_t start = now_ns();
    while (seconds_since(start) < CLOSE_SECONDS && terminal_has_output(terminal, CLOSE_SECONDS))
        if (read(terminal->fd, rest, sizeof rest) <= 0) break;
}

void terminal_leave(struct terminal *terminal) {
    static const uint8_t normal[] = {1000 >> 8, 1000 & 0xff};
    websocket_send(terminal->fd, OPCODE_CLOSE, normal, sizeof normal);
    drain(terminal);
    release(terminal);
}

void terminal_close(struct terminal *terminal) {
    if (terminal->target->transport == TRANSPORT_WEBSOCKET) {
        send_message(terminal, "{\"type\":\"close\"}");
        drain(terminal);
    }
    release(terminal);
}
