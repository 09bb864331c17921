#include "picture.h"

#include "measure.h"

void picture_begin(struct picture *picture, uint64_t bytes) {
    if (picture->missing) fail("a picture came before the end of the last one");
    picture->count++;
    picture->bytes += bytes;
    picture->missing = bytes;
    picture->shows_prompt = false;
    picture->matched = 0;
}

void picture_feed(struct picture *picture, const uint8_t *bytes, size_t count) {
    static const char prompt[] = PROMPT_TEXT;
    picture->missing -= count;
    for (size_t i = 0; i < count; i++) {
        // No letter of the prompt comes twice.
        if (bytes[i] == prompt[picture->matched]) picture->matched++;
        else picture->matched = bytes[i] == prompt[0];
        if (picture->matched < sizeof prompt - 1) continue;
        picture->shows_prompt = true;
        picture->matched = 0;
    }
}
