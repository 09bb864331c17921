/// What keeps the server's own secrets from the shells that it runs under the same user. To be called first in
/// `main`, before there is a second thread.
#ifndef PROCESS_HARDENING_H
#define PROCESS_HARDENING_H

#include <stddef.h>

/// No other process of the user may trace this one, read its memory or its environment, or find a core dump of it.
/// Returns 0 or a negative errno value.
int cpty_forbid_inspection(void);

/// Takes `name` out of the environment, and overwrites the place where the kernel put its value: that is what
/// `/proc/<pid>/environ` shows, whatever `unsetenv` does. If the variable is there several times all of them go.
/// Returns a copy of the first value, which the caller frees with `cpty_release_secret`, or NULL when there is none.
char *cpty_take_environment_variable(const char *name);

/// Overwrites and frees what `cpty_take_environment_variable` returned.
void cpty_release_secret(char *secret);

/// Raises the soft limit of open descriptors to the hard one. Returns 0 or a negative errno value. Children of
/// `cpty_spawn` get the limit that was there before: programs that use `select` break above 1,024.
int cpty_raise_descriptor_limit(void);

/// Takes that back, in a child before its `exec`. Async-signal-safe.
void cpty_restore_descriptor_limit(void);

#endif
