// Files beneath a directory, by the kernel's own confinement.
#define _GNU_SOURCE
#include "confined.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/// The kernel answers EAGAIN when something was renamed or mounted while it looked, and cannot say where it ended up.
/// Somebody who renames without a pause gets an error and not a thread of ours.
enum { ATTEMPTS = 64 };

_Static_assert(CONFINED_PLACE == O_PATH, "Swift has another idea of O_PATH");

int confined_open(int directory, const char *path, int flags, mode_t mode, enum confined_links links) {
    struct open_how how;
    memset(&how, 0, sizeof how);
    how.flags = (uint64_t)(unsigned)flags | O_CLOEXEC;
    how.mode = flags & (O_CREAT | __O_TMPFILE) ? mode : 0;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
    if (links == CONFINED_LINKS_NONE) how.resolve |= RESOLVE_NO_SYMLINKS;
    for (int attempt = 0;; attempt++) {
        long opened = syscall(SYS_openat2, directory, path, &how, sizeof how);
        if (opened >= 0) return (int)opened;
        if (errno == EINTR) continue;
        if (errno != EAGAIN || attempt >= ATTEMPTS) return -errno;
    }
}

int confined_rename(int from, const char *from_name, int to, const char *to_name, bool replaces) {
    return renameat2(from, from_name, to, to_name, replaces ? 0 : RENAME_NOREPLACE) < 0 ? -errno : 0;
}

ssize_t confined_read_entries(int directory, void *buffer, size_t capacity) {
    long got = syscall(SYS_getdents64, directory, buffer, capacity);
    return got < 0 ? -errno : (ssize_t)got;
}
