#include "link.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "measure.h"

enum {
    // What the line takes at once. The server's side has room for twice that: what waits, waits at the server.
    PIECE_BYTES = 2048,
    INPUT_BYTES = 65536,
};

/// What a busy machine may oversleep without the line becoming slower, in seconds.
static const double overslept = 0.02;

struct link {
    int listener, port;
    double rate;
};

struct direction {
    int from, to;
    size_t piece;
    double rate;  // 0: as fast as it goes
};

static void *carry(void *context) {
    const struct direction direction = *(struct direction *)context;
    free(context);
    char bytes[INPUT_BYTES];
    uint64_t start = now_ns();
    double free_at = 0;
    for (ssize_t count; (count = read(direction.from, bytes, direction.piece)) > 0;) {
        if (direction.rate > 0) {
            double now = seconds_since(start);
            // What was not used before is lost.
            if (free_at < now - overslept) free_at = now - overslept;
            free_at += (double)count / direction.rate;
            if (free_at > now) sleep_seconds(free_at - now);
        }
        for (ssize_t sent = 0, more; sent < count; sent += more)
            if ((more = send(direction.to, bytes + sent, (size_t)(count - sent), MSG_NOSIGNAL)) <= 0) return NULL;
    }
    shutdown(direction.to, SHUT_WR);
    return NULL;
}

static void start_direction(int from, int to, size_t piece, double rate) {
    struct direction *direction = malloc(sizeof *direction);
    pthread_t thread;
    if (!direction) fail("no memory for a line");
    *direction = (struct direction){from, to, piece, rate};
    if (pthread_create(&thread, NULL, carry, direction)) fail("cannot start a thread");
    pthread_detach(thread);
}

static void *run(void *context) {
    struct link *link = context;
    int on = 1, room = 2 * PIECE_BYTES;
    int client = accept(link->listener, NULL, NULL), server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)link->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(server, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (client < 0 || connect(server, (struct sockaddr *)&address, sizeof address)) fail("the line leads nowhere");
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    start_direction(server, client, PIECE_BYTES, link->rate);
    start_direction(client, server, INPUT_BYTES, 0);
    close(link->listener);
    free(link);
    return NULL;
}

int link_start(int port, double bytes_per_second) {
    struct link *link = malloc(sizeof *link);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    pthread_t thread;
    if (!link) fail("no memory for a line");
    *link = (struct link){socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), port, bytes_per_second};
    if (link->listener < 0 || bind(link->listener, (struct sockaddr *)&address, length) || listen(link->listener, 1) ||
        getsockname(link->listener, (struct sockaddr *)&address, &length))
        fail("a line cannot listen");
    if (pthread_create(&thread, NULL, run, link)) fail("cannot start a thread");
    pthread_detach(thread);
    return ntohs(address.sin_port);
}
