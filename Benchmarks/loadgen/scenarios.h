// What is measured. Each prints one result.
#ifndef SCENARIOS_H
#define SCENARIOS_H

#include "terminal.h"

/// `cat` of a text file: megabytes a second, CPU seconds a gigabyte, and whether every byte came.
void scenario_cat(const struct target *target, const char *path);

/// One byte there and back, `count` times; `beside_flood`: while another shell prints `yes` to a fast reader.
void scenario_echo(const struct target *target, unsigned count, bool beside_flood);

/// From Ctrl-C to the prompt on the screen, `count` times, for a client that renders 5 MB/s while `yes` prints.
void scenario_interrupt(const struct target *target, unsigned count);

/// From Return to the next prompt for the command `true`, `count` times, one after the other.
void scenario_command(const struct target *target, unsigned count);

/// `count` messages of one byte, a thousand in a second whatever becomes of them, and their echoes.
void scenario_messages(const struct target *target, unsigned count);

/// The server's memory for each of `count` sessions of `cat` that do nothing.
void scenario_memory(const struct target *target, unsigned count);

/// From `attach` to the last byte of the picture of the screen, `count` times, for a session of that size that has printed
/// so many lines of a file.
void scenario_attach(const struct target *target, unsigned count, struct size size, unsigned lines, const char *path);

/// The server's memory for each of `count` sessions of that size that have printed so many lines of a file.
void scenario_history(const struct target *target, unsigned count, struct size size, unsigned lines, const char *path);

/// A file from the cache, with nothing to do before and after: milliseconds from Return to the prompt.
void scenario_burst(const struct target *target, const char *path);

/// A client behind a link of 100 kB/s: how old its screen is while a program prints without an end, and how long it takes
/// from Ctrl-C to the prompt, `count` times. `beside_another`: a fast client looks at the session too, so that the
/// program does not wait for the slow one.
void scenario_slow(const struct target *target, unsigned count, bool beside_another);

/// Has a session print the first lines of a file, and waits for its prompt.
void terminal_print(struct terminal *terminal, unsigned lines, const char *path);

/// Not a scenario: the smallest server there is between terminals and TCP, on a port that it prints. Never returns.
void relay_run(void);

/// Not a scenario: writes that many bytes of text, the same each time, to standard output.
void text_write(uint64_t bytes);

#endif
