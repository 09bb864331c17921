// The smallest server there is between terminals and TCP, as a yardstick: one thread, one epoll, no protocol. A
// connection is a shell; its output goes out as it comes, with up to READS_PER_TURN reads in one send.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "measure.h"
#include "scenarios.h"
#include "shell.h"

enum {
    PTY_READ_BYTES = 4096,  // the kernel never gives more at once
    READS_PER_TURN = 4,
    EVENTS_PER_TURN = 64,
};

struct link;

/// What epoll hands back.
struct side {
    struct link *link;
    bool is_terminal;
};

struct link {
    struct side socket_side, terminal_side;
    int socket, terminal;
    pid_t shell;
    bool is_over;
    struct link *next_over;
    size_t sent, filled;  // of what waits in `output`
    uint8_t output[READS_PER_TURN * PTY_READ_BYTES];
};

static int poller;
static struct link *over;  // freed when no event of this turn can name them any more

static void watch(int operation, int fd, struct side *side, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = side};
    if (epoll_ctl(poller, operation, fd, &event)) fail("epoll_ctl: %s", strerror(errno));
}

static void end(struct link *link) {
    if (link->is_over) return;
    link->is_over = true;
    close(link->socket);
    close(link->terminal);
    kill(link->shell, SIGHUP);
    link->next_over = over;
    over = link;
}

/// Sends what waits. While the socket is full the terminal is not read.
static void send_output(struct link *link, bool was_blocked) {
    while (link->sent < link->filled) {
        ssize_t count = send(link->socket, link->output + link->sent, link->filled - link->sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN) {
            if (was_blocked) return;
            watch(EPOLL_CTL_MOD, link->socket, &link->socket_side, EPOLLIN | EPOLLOUT);
            watch(EPOLL_CTL_MOD, link->terminal, &link->terminal_side, 0);
            return;
        }
        if (count < 0) return end(link);
        link->sent += (size_t)count;
    }
    link->sent = link->filled = 0;
    if (!was_blocked) return;
    watch(EPOLL_CTL_MOD, link->socket, &link->socket_side, EPOLLIN);
    watch(EPOLL_CTL_MOD, link->terminal, &link->terminal_side, EPOLLIN);
}

static void read_terminal(struct link *link) {
    if (link->filled) return end(link);  // a hang-up is reported even for events nobody asked for
    for (int i = 0; i < READS_PER_TURN; i++) {
        ssize_t count = read(link->terminal, link->output + link->filled, PTY_READ_BYTES);
        if (count < 0 && errno == EAGAIN) break;
        if (count <= 0) return end(link);
        link->filled += (size_t)count;
        // There is no more: to ask for it would wait for the kernel's flush worker.
        if (count < PTY_READ_BYTES - 1) break;
    }
    send_output(link, false);
}

static void read_socket(struct link *link) {
    uint8_t input[4096];
    ssize_t count = recv(link->socket, input, sizeof input, 0);
    if (count == 0 || (count < 0 && errno != EAGAIN)) return end(link);
    // The scenarios type less than a terminal holds.
    if (count > 0 && write(link->terminal, input, (size_t)count) != count) end(link);
}

static void accept_connection(int listener) {
    int on = 1, accepted = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (accepted < 0) return;
    setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct link *link = malloc(sizeof *link);
    if (!link) fail("no memory for a link");
    // All but the buffer, whose pages an idle session need not touch.
    memset(link, 0, offsetof(struct link, output));
    link->socket = accepted;
    link->socket_side = (struct side){link, false};
    link->terminal_side = (struct side){link, true};
    link->shell = shell_start(&link->terminal);
    fcntl(link->terminal, F_SETFL, fcntl(link->terminal, F_GETFL) | O_NONBLOCK);
    watch(EPOLL_CTL_ADD, link->socket, &link->socket_side, EPOLLIN);
    watch(EPOLL_CTL_ADD, link->terminal, &link->terminal_side, EPOLLIN);
}

static void serve(struct side *side, uint32_t events) {
    struct link *link = side->link;
    if (link->is_over) return;
    if (side->is_terminal) return read_terminal(link);
    if (events & EPOLLOUT) send_output(link, true);
    if (!link->is_over && events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_socket(link);
}

void relay_run(void) {
    signal(SIGCHLD, SIG_IGN);  // no zombies
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, length) || listen(listener, 512) ||
        getsockname(listener, (struct sockaddr *)&address, &length))
        fail("cannot listen: %s", strerror(errno));
    printf("relay listening on tcp://127.0.0.1:%d/\n", ntohs(address.sin_port));
    fflush(stdout);
    poller = epoll_create1(EPOLL_CLOEXEC);
    watch(EPOLL_CTL_ADD, listener, NULL, EPOLLIN);
    for (;;) {
        struct epoll_event events[EVENTS_PER_TURN];
        int count = epoll_wait(poller, events, EVENTS_PER_TURN, -1);
        for (int i = 0; i < count; i++) {
            if (events[i].data.ptr) serve(events[i].data.ptr, events[i].events);
            else accept_connection(listener);
        }
        while (over) {
            struct link *next = over->next_over;
            free(over);
            over = next;
        }
    }
}
