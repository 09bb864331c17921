// As much of a WebSocket client (RFC 6455) as a measurement needs.
#ifndef WEBSOCKET_H
#define WEBSOCKET_H

#include <stddef.h>
#include <stdint.h>

enum websocket_opcode {
    OPCODE_CONTINUATION = 0,
    OPCODE_TEXT = 1,
    OPCODE_BINARY = 2,
    OPCODE_CLOSE = 8,
    OPCODE_PING = 9,
    OPCODE_PONG = 10,
};

/// The longest text message or control frame that is understood, in bytes.
enum { WEBSOCKET_TEXT_BYTES = 8192 };

/// What a reader finds. Binary payload is handed on as it comes, and not gathered.
struct websocket_events {
    void *context;
    void (*binary)(void *context, const uint8_t *bytes, size_t count);
    void (*binary_end)(void *context);
    /// A whole text message or control frame, with a zero byte behind it.
    void (*other)(void *context, enum websocket_opcode opcode, const char *payload, size_t count);
};

/// Takes frames apart, in whatever pieces they come.
struct websocket_reader {
    uint8_t header[10];
    size_t header_count;
    uint64_t missing;  // bytes of payload still to come, once the header is whole
    char text[WEBSOCKET_TEXT_BYTES + 1];
    size_t text_count;
};

void websocket_read(struct websocket_reader *reader, const struct websocket_events *events, const uint8_t *bytes,
                    size_t count);

/// Asks for an upgrade of /ws and waits for it. What the server sent behind its answer is put into `rest`; returns
/// how many bytes that is.
size_t websocket_upgrade(int fd, int port, const char *token, uint8_t *rest, size_t rest_capacity);

/// Sends one whole message, masked as a client has to.
void websocket_send(int fd, enum websocket_opcode opcode, const void *payload, size_t count);

#endif
