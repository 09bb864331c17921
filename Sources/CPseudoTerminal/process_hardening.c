// See the header. None of this is for a process that has more than one thread.
#define _GNU_SOURCE
#include "process_hardening.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

int cpty_forbid_inspection(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? -errno : 0;
}

char *cpty_take_environment_variable(const char *name) {
    size_t length = strlen(name);
    char *first = NULL;
    for (char **entry = environ; entry && *entry; entry++) {
        if (strncmp(*entry, name, length) != 0 || (*entry)[length] != '=') continue;
        // As long as nobody has called setenv these strings are the kernel's own, on the initial stack.
        char *value = *entry + length + 1;
        if (!first) first = strdup(value);
        explicit_bzero(value, strlen(value));
    }
    unsetenv(name);
    return first;
}

void cpty_release_secret(char *secret) {
    if (!secret) return;
    explicit_bzero(secret, strlen(secret));
    free(secret);
}

/// What the process was started with; its soft limit is 0 as long as nothing was changed.
static struct rlimit original_descriptors;

int cpty_raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return -errno;
    if (limit.rlim_cur >= limit.rlim_max) return 0;
    struct rlimit raised = {.rlim_cur = limit.rlim_max, .rlim_max = limit.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &raised) < 0) return -errno;
    original_descriptors = limit;
    return 0;
}

void cpty_restore_descriptor_limit(void) {
    if (original_descriptors.rlim_cur > 0) setrlimit(RLIMIT_NOFILE, &original_descriptors);
}
