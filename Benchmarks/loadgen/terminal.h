// A shell at the other end of a wire, whichever the wire is.
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "stream.h"
#include "websocket.h"

enum transport {
    TRANSPORT_PTY,        // this process holds the master itself: the kernel's limit
    TRANSPORT_TCP,        // the relay of relay.c, bytes as they are
    TRANSPORT_WEBSOCKET,  // web-terminal
};

/// Where terminals come from.
struct target {
    enum transport transport;
    int port;
    const char *token;  // of the WebSocket
    pid_t server;       // whose CPU time and memory count; 0: this process
};

/// A client acknowledges what it has rendered each time it is so many bytes.
enum { ACKNOWLEDGE_BYTES = 64 * 1024 };

struct terminal {
    const struct target *target;
    int fd;
    pid_t child;            // of the PTY transport
    struct stream stream;   // what came out of the terminal so far
    struct websocket_reader reader;
    uint64_t messages;      // binary ones
    uint64_t first_offset;  // the server's number for the first byte of the stream
    uint64_t acknowledged;  // bytes of the stream
    bool is_attached;
};

/// Starts a shell and waits for its prompt, which is set to a mark.
struct terminal *terminal_open(const struct target *target);
/// Ends the shell.
void terminal_close(struct terminal *terminal);

/// Sends keystrokes.
void terminal_type(struct terminal *terminal, const char *keys);

/// Reads once, waiting for output if there is none, at most `limit` bytes.
void terminal_read(struct terminal *terminal, size_t limit);
/// Whether there is output to read now, or within that time.
bool terminal_has_output(struct terminal *terminal, double timeout_seconds);
/// Tells the server, when it is time to, that the bytes of the stream below `rendered` are on the screen.
void terminal_acknowledge(struct terminal *terminal, uint64_t rendered);

/// Reads and acknowledges at full speed until a mark with this letter comes.
void terminal_read_until(struct terminal *terminal, char mark);

#endif
