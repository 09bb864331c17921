#define _GNU_SOURCE
#include "websocket.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "measure.h"

/// The length of a header whose first two bytes are known.
static size_t header_length(const struct websocket_reader *reader) {
    if (reader->header_count < 2) return 2;
    uint8_t length = reader->header[1] & 0x7f;
    return length == 127 ? 10 : length == 126 ? 4 : 2;
}

static void begin_payload(struct websocket_reader *reader) {
    const uint8_t *header = reader->header;
    if (header[1] & 0x80) fail("the server sent a masked frame");
    if (!(header[0] & 0x80) || !(header[0] & 0x0f)) fail("the server sent a fragment of a message");
    size_t extended = reader->header_count - 2;
    reader->missing = extended ? 0 : header[1];
    for (size_t i = 0; i < extended; i++) reader->missing = reader->missing << 8 | header[2 + i];
    reader->text_count = 0;
}

void websocket_read(struct websocket_reader *reader, const struct websocket_events *events, const uint8_t *bytes,
                    size_t count) {
    const uint8_t *end = bytes + count;
    while (bytes < end) {
        size_t length = header_length(reader);
        if (reader->header_count < length) {
            reader->header[reader->header_count++] = *bytes++;
            // The second byte can make the header longer.
            if (reader->header_count < header_length(reader)) continue;
            begin_payload(reader);
        }
        enum websocket_opcode opcode = reader->header[0] & 0x0f;
        size_t available = (size_t)(end - bytes);
        size_t part = reader->missing < available ? (size_t)reader->missing : available;
        if (opcode == OPCODE_BINARY) {
            events->binary(events->context, bytes, part);
        } else {
            if (reader->text_count + part > WEBSOCKET_TEXT_BYTES) fail("the server sent a text that is too long");
            memcpy(reader->text + reader->text_count, bytes, part);
            reader->text_count += part;
        }
        bytes += part;
        reader->missing -= part;
        if (reader->missing) return;
        reader->header_count = 0;
        if (opcode == OPCODE_BINARY) {
            events->binary_end(events->context);
        } else {
            reader->text[reader->text_count] = 0;
            events->other(events->context, opcode, reader->text, reader->text_count);
        }
    }
}

static void send_all(int fd, const void *bytes, size_t count) {
    const uint8_t *next = bytes;
    while (count) {
        ssize_t sent = send(fd, next, count, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) fail("the server closed the connection: %s", strerror(errno));
        next += sent;
        count -= (size_t)sent;
    }
}

size_t websocket_upgrade(int fd, int port, const char *token, uint8_t *rest, size_t rest_capacity) {
    char request[16384], answer[16384];
    int length = snprintf(request, sizeof request,
                          "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: bG9hZCBnZW5lcmF0b3IhIQ==\r\n"
                          "Sec-WebSocket-Protocol: web-terminal.v1\r\nAuthorization: Bearer %s\r\n\r\n",
                          port, token);
    if (length < 0 || (size_t)length >= sizeof request) fail("the token is too long");
    send_all(fd, request, (size_t)length);
    size_t count = 0;
    while (count < sizeof answer) {
        ssize_t got = recv(fd, answer + count, sizeof answer - count, 0);
        if (got <= 0) fail("the server closed the connection during the upgrade");
        count += (size_t)got;
        char *end = memmem(answer, count, "\r\n\r\n", 4);
        if (!end) continue;
        if (strncmp(answer, "HTTP/1.1 101 ", 13)) fail("the upgrade was refused: %.60s", answer);
        size_t behind = (size_t)(answer + count - (end + 4));
        if (behind > rest_capacity) fail("the server sent too much behind its answer");
        memcpy(rest, end + 4, behind);
        return behind;
    }
    fail("the answer to the upgrade is too long");
}

void websocket_send(int fd, enum websocket_opcode opcode, const void *payload, size_t count) {
    enum { LARGEST_PAYLOAD = 4096 };
    // Any key will do: what it defends against is a browser that is made to talk to a proxy.
    static const uint8_t key[4] = {0x5a, 0xc3, 0x17, 0xe8};
    uint8_t frame[8 + LARGEST_PAYLOAD];
    if (count > LARGEST_PAYLOAD) fail("a message of %zu bytes is more than this program sends", count);
    size_t length = 0;
    frame[length++] = (uint8_t)(0x80 | opcode);
    if (count < 126) {
        frame[length++] = (uint8_t)(0x80 | count);
    } else {
        frame[length++] = 0x80 | 126;
        frame[length++] = (uint8_t)(count >> 8);
        frame[length++] = (uint8_t)count;
    }
    memcpy(frame + length, key, sizeof key);
    length += sizeof key;
    const uint8_t *plain = payload;
    for (size_t i = 0; i < count; i++) frame[length++] = plain[i] ^ key[i % 4];
    send_all(fd, frame, length);
}
