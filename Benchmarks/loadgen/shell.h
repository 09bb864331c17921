#ifndef SHELL_H
#define SHELL_H

#include <sys/types.h>

/// Starts bash on a new terminal of 80 by 24 cells, as `Benchmarks/bench.toml` has the server do it.
pid_t shell_start(int *master);

#endif
