#include "stream.h"

#include <string.h>

static void checksum_word(struct checksum *sum, uint64_t word) {
    uint64_t mixed = (sum->state ^ word) * 0x9e3779b97f4a7c15u;
    sum->state = mixed << 29 | mixed >> 35;
}

static void checksum_byte(struct checksum *sum, uint8_t byte) {
    sum->tail |= (uint64_t)byte << sum->tail_bits;
    sum->tail_bits += 8;
    if (sum->tail_bits < 64) return;
    checksum_word(sum, sum->tail);
    sum->tail = 0;
    sum->tail_bits = 0;
}

static void checksum_add(struct checksum *sum, const uint8_t *bytes, size_t count) {
    for (; count && sum->tail_bits; count--) checksum_byte(sum, *bytes++);
    for (; count >= 8; count -= 8, bytes += 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        checksum_word(sum, word);
    }
    for (; count; count--) checksum_byte(sum, *bytes++);
}

static void text(struct stream *stream, const uint8_t *bytes, size_t count) {
    checksum_add(&stream->sum, bytes, count);
    stream->text_bytes += count;
    stream->position += count;
}

static void mark(struct stream *stream, char letter) {
    stream->mark = letter;
    stream->mark_end = stream->position;
    if (letter == MARK_END) {
        stream->between_bytes = stream->text_bytes;
        checksum_word(&stream->sum, stream->sum.tail);
        stream->between_sum = stream->sum.state;
    }
    stream->text_bytes = 0;
    memset(&stream->sum, 0, sizeof stream->sum);
}

void stream_feed(struct stream *stream, const uint8_t *bytes, size_t count) {
    const uint8_t *end = bytes + count;
    while (bytes < end) {
        if (stream->inside_mark) {
            stream->inside_mark = false;
            stream->position++;
            mark(stream, (char)*bytes++);
            continue;
        }
        const uint8_t *next = memchr(bytes, MARK_BYTE, (size_t)(end - bytes));
        text(stream, bytes, (size_t)((next ? next : end) - bytes));
        if (!next) return;
        stream->inside_mark = true;
        stream->position++;
        bytes = next + 1;
    }
}
