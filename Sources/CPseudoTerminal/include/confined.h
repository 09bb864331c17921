/// Opening files beneath a directory that somebody else writes to at the same time. The kernel decides about every
/// component of a path at the moment it is looked up; nothing is compared as text, so nothing can be swapped between
/// the check and the use.
///
/// Functions return 0 or a count on success and a negative errno value on failure.
#ifndef CONFINED_H
#define CONFINED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// O_PATH, which Swift's Glibc module leaves out: the descriptor names a place, and opens nothing.
enum { CONFINED_PLACE = 0x200000 };

/// How a path is looked up.
enum confined_links {
    /// Symbolic links on the way are followed as long as they stay beneath the directory.
    CONFINED_LINKS_BENEATH = 0,
    /// None is followed.
    CONFINED_LINKS_NONE,
};

/// Opens `path` beneath `directory`, with openat2 (Linux 5.6) and `flags` as for `open`; close-on-exec is set. `..`, a
/// link or a name that leaves the directory, an absolute path, a magic link of /proc and a mount on the way are
/// refused: -EXDEV or -ELOOP. A mount, because a file system that a user serves (FUSE) can make any call wait for ever.
/// -ENOSYS when the kernel does not have openat2, and -EPERM when an old sandbox does not let it through.
int confined_open(int directory, const char *path, int flags, mode_t mode, enum confined_links links);

/// Renames, without replacing what is there unless `replaces`: then -EEXIST.
int confined_rename(int from, const char *from_name, int to, const char *to_name, bool replaces);

/// Entries of a directory as the kernel writes them (`struct linux_dirent64`), from where the last call stopped.
/// 0: there are no more.
ssize_t confined_read_entries(int directory, void *buffer, size_t capacity);

#endif
