// The text that is printed: lines as a build or a log prints them, of many lengths, with colours and a little that is
// not ASCII.
#include <stdio.h>
#include <string.h>

#include "measure.h"
#include "scenarios.h"

static uint64_t seed = 20240229;

/// A number below `bound`, from a generator that gives the same ones each time (Knuth's MMIX).
static unsigned below(unsigned bound) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % bound;
}

static size_t add_word(char *line) {
    static const char *const words[] = {
        "compiled", "module", "in",       "0.42s",  "INFO",    "request", "served", "GET",     "/index.html", "200",
        "cache",    "miss",   "worker-3", "queued", "retrying", "after",  "a",      "timeout", "at",          "line",
        "1024",     "lib.c",  "note:",    "the",    "value",   "of",      "it",     "→",       "größer",      "✓",
    };
    const char *word = words[below(sizeof words / sizeof *words)];
    // One word in twelve is coloured.
    int length = below(12) ? sprintf(line, "%s ", word) : sprintf(line, "\033[%um%s\033[0m ", 31 + below(6), word);
    return (size_t)length;
}

void text_write(uint64_t bytes) {
    char line[512];
    while (bytes) {
        size_t length = 0, wanted = 10 + below(110);
        while (length < wanted) length += add_word(line + length);
        line[length++] = '\n';
        if (length > bytes) length = (size_t)bytes;
        // The last line ends as all others do, for the prompt is to come on a line of its own.
        if (length == bytes) line[length - 1] = '\n';
        if (fwrite(line, 1, length, stdout) != length) fail("cannot write the text");
        bytes -= length;
    }
    if (fflush(stdout)) fail("cannot write the text");
}
