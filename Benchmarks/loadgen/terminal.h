// A shell at the other end of a wire, whichever the wire is.
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "picture.h"
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
    int link_port;      // connections go there, and it leads to `port`; 0: they go to `port`
    const char *token;  // of the WebSocket
    pid_t server;       // whose CPU time and memory count; 0: this process
};

struct size {
    unsigned cols, rows;
};

enum {
    /// A client acknowledges what it has rendered each time it is so many bytes,
    ACKNOWLEDGE_BYTES = 64 * 1024,
    /// or so long after it has rendered them.
    ACKNOWLEDGE_MILLISECONDS = 50,
    SESSION_ID_LENGTH = 22,
};

struct terminal {
    const struct target *target;
    int fd;
    pid_t child;             // of the PTY transport
    char session[SESSION_ID_LENGTH + 1];
    struct stream stream;    // what came out of the terminal so far, without what pictures stand for
    struct picture picture;
    uint64_t arrived;        // bytes of both
    struct websocket_reader reader;
    uint64_t messages;       // binary ones
    uint64_t base_arrived;   // when so many bytes have arrived,
    uint64_t base_offset;    // the stream goes on at the byte that has this number with the server
    uint64_t acknowledged;   // the server's number of the first byte that is not
    uint64_t owing_since;    // when something was rendered first that is not acknowledged; 0: nothing is
    bool is_picture_unseen;  // the end of the last picture is not acknowledged
    bool is_attached;
    /// Sees all that arrives, pictures as well; NULL: nobody does.
    void (*watch)(void *context, const uint8_t *bytes, size_t count);
    void *watch_context;
};

/// Starts a shell and waits for its prompt, which is set to a mark and PROMPT_TEXT.
struct terminal *terminal_open(const struct target *target);
struct terminal *terminal_open_sized(const struct target *target, struct size size);
/// A WebSocket to a server, and nothing more.
struct terminal *terminal_connect(const struct target *target);
/// Asks for a session, from its screen as it is. Returns at once.
void terminal_attach(struct terminal *terminal, const char *session, struct size size);
/// Ends the shell.
void terminal_close(struct terminal *terminal);
/// Leaves it running.
void terminal_leave(struct terminal *terminal);

/// Sends keystrokes.
void terminal_type(struct terminal *terminal, const char *keys);

/// Reads once, waiting for output if there is none, at most `limit` bytes. From a WebSocket it may return without any,
/// for something may have to be acknowledged meanwhile.
void terminal_read(struct terminal *terminal, size_t limit);
/// Whether there is output to read now, or within that time.
bool terminal_has_output(struct terminal *terminal, double timeout_seconds);
/// Tells the server, when it is time to, that the first `rendered` bytes of all that has arrived are on the screen.
void terminal_acknowledge(struct terminal *terminal, uint64_t rendered);
/// How many bytes have arrived when the last mark had, or the picture that stands for it.
uint64_t terminal_mark_arrived(const struct terminal *terminal);

/// Reads and acknowledges at full speed until a mark with this letter comes.
void terminal_read_until(struct terminal *terminal, char mark);

#endif
