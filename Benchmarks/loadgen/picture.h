// The pictures of the screen that the server sends in place of what was printed.
#ifndef PICTURE_H
#define PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What prompts say, of every shell. There are no marks in a picture: it shows what can be seen.
#define PROMPT_TEXT "ready>"

struct picture {
    uint64_t count, bytes;  // of all that were announced
    uint64_t missing;       // bytes of the last one that have not come
    bool shows_prompt;      // the last one does, as far as it has come
    size_t matched;         // characters of the prompt, at the end of what has come
};

void picture_begin(struct picture *picture, uint64_t bytes);
void picture_feed(struct picture *picture, const uint8_t *bytes, size_t count);

#endif
