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

/// Not a scenario: the smallest server there is between terminals and TCP, on a port that it prints. Never returns.
void relay_run(void);

/// Not a scenario: writes that many bytes of text, the same each time, to standard output.
void text_write(uint64_t bytes);

#endif
