#define _GNU_SOURCE
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "measure.h"

pid_t shell_start(int *master) {
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    pid_t child = forkpty(master, NULL, NULL, &size);
    if (child < 0) fail("forkpty: %s", strerror(errno));
    if (!child) {
        // An ignored signal stays ignored across exec, and a background job of a script ignores SIGINT.
        for (int signal_number = 1; signal_number < 32; signal_number++) signal(signal_number, SIG_DFL);
        setenv("TERM", "xterm-256color", 1);
        execl("/bin/bash", "bash", "--norc", "--noprofile", (char *)NULL);
        _exit(127);
    }
    // Otherwise the next shell inherits it, and this one never sees a hang-up.
    fcntl(*master, F_SETFD, FD_CLOEXEC);
    return child;
}
