// What is looked for in a terminal's output: marks, and whether everything between two of them arrived.
#ifndef STREAM_H
#define STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A mark is this byte and a letter. No text that the scenarios print holds it, and a shell line that spells it
/// `\036` does not make one when it is echoed.
#define MARK_BYTE 0x1e

/// The prompt, of every shell, begins with a mark with this letter.
#define MARK_PROMPT 'P'
/// What a command prints behind the text that is compared. The prompt is not the end of that: a shell that tells what it
/// runs says so in between.
#define MARK_END 'E'

/// A checksum of a stream that does not depend on the pieces it comes in. It guards against bytes that are lost,
/// doubled or out of order, not against an enemy, and costs little beside the reading.
struct checksum {
    uint64_t state;
    uint64_t tail;       // bytes that do not fill a word yet
    unsigned tail_bits;
};

/// Reads a stream, in any pieces.
struct stream {
    uint64_t position;       // bytes so far
    uint64_t text_bytes;     // of those, behind the last mark
    struct checksum sum;     // of the text behind the last mark
    bool inside_mark;
    char mark;               // the letter of the last mark; 0: none yet
    uint64_t mark_end;       // the position behind it
    uint64_t between_bytes;  // between the last MARK_END and the mark before it
    uint64_t between_sum;
};

void stream_feed(struct stream *stream, const uint8_t *bytes, size_t count);

#endif
