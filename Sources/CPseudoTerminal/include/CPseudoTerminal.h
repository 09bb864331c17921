/// The part of a pseudo-terminal that has to be C: what runs between `fork` and `exec`, and the few system
/// calls that Swift cannot name. Linux 5.14 or later (pidfd_open, close_range, TIOCGPTPEER, waitid on a pidfd).
///
/// Functions return 0 or a count on success and a negative errno value on failure, unless they say otherwise.
/// Every descriptor that they return is 3 or higher and close-on-exec.
#ifndef C_PSEUDO_TERMINAL_H
#define C_PSEUDO_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
// For Swift, whose Glibc module leaves these two out.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/types.h>

#include "confined.h"
#include "process_hardening.h"

/// What to run on a new terminal. Pointers stay the caller's and are read during the call only.
struct cpty_command {
    /// Path of the program; PATH is not searched.
    const char *executable;
    /// NULL-terminated argument and environment vectors, given to `execve` as they are.
    char *const *arguments;
    char *const *environment;
    /// The child's working directory.
    const char *directory;
    /// Window size in cells.
    uint16_t columns;
    uint16_t rows;
};

/// A running child. The caller owns the descriptors and has to reap the child with `cpty_reap`.
struct cpty_process {
    /// Process id; also the id of the process group and of the kernel session that the child leads.
    pid_t pid;
    /// The master side, non-blocking.
    int master;
    /// A second descriptor of the same open master, for a reader that wants one of its own.
    int reader;
    /// The slave side. As long as it is open the master cannot hang up, whatever the child does.
    int slave;
    /// Becomes readable when the child has ended.
    int pidfd;
};

/// The steps of `cpty_spawn` that can fail.
enum cpty_step {
    CPTY_STEP_PIPE = 1,
    CPTY_STEP_FORKPTY,
    CPTY_STEP_DESCRIPTORS,
    CPTY_STEP_SLAVE,
    CPTY_STEP_PIDFD,
    CPTY_STEP_CLOSE_RANGE,
    CPTY_STEP_CHDIR,
    CPTY_STEP_EXEC,
    /// The child died before it could say why.
    CPTY_STEP_CHILD,
};

/// Which step failed, and errno there. The child sends this through the error pipe as it is.
struct cpty_failure {
    int32_t step;
    int32_t error;
};

/// Runs `command` on a new terminal by `forkpty`, and waits until the program is running or could not be run.
/// The child has default signal handlers, an empty signal mask and no descriptor but 0, 1 and 2.
/// Returns true and fills `process`, or returns false, fills `failure` and leaves nothing behind.
/// Takes milliseconds (a fork copies page tables): not for event loops. Any thread; calls are serialised.
bool cpty_spawn(const struct cpty_command *command, struct cpty_process *process, struct cpty_failure *failure);

/// How a child ended, without reaping it: 1 and `*value` = exit code, 2 and `*value` = signal, 0 while it runs.
int cpty_exit_status(int pidfd, int *value);

/// Reaps a child that has ended. -EAGAIN while it runs.
int cpty_reap(int pidfd);

/// The id of `pid` if that is a child of ours that has ended, and with 0 of any such child; 0 when there is none.
/// Nothing is reaped.
pid_t cpty_ended_child(pid_t pid);

/// Reaps `pid` if it is an ended child of ours that was adopted, e.g. because we are process 1 of a container.
void cpty_reap_adopted(pid_t pid);

/// Sends `signal` to process `pid` if it belongs to kernel session `session`; safe against reuse of the id.
/// -ESRCH when it has ended or belongs to another session.
int cpty_signal_member(pid_t pid, pid_t session, int signal);

/// A pidfd of process `pid`: it names this process for ever, whoever gets the id when it is gone. -ESRCH when there is
/// none, -EINVAL when the id is that of a thread.
int cpty_open_process(pid_t pid);

/// Sends `signal` to the process of a pidfd. -ESRCH when it has ended, -EPERM when it is another user's.
int cpty_signal_process(int pidfd, int signal);

/// Sends `signal` to the foreground process group of the terminal. -ESRCH when there is none.
int cpty_signal_foreground(int master, int signal);

/// Sets the window size in cells; the kernel sends SIGWINCH to the foreground group if it differs.
int cpty_resize(int master, uint16_t columns, uint16_t rows);

/// Why `cpty_read_batch` stopped.
enum cpty_batch_end {
    /// The buffer is full, or the time is over: there may be more.
    CPTY_BATCH_MORE = 0,
    /// The terminal is empty.
    CPTY_BATCH_EMPTY,
    /// The terminal hung up, or cannot be read.
    CPTY_BATCH_HANGUP,
};

/// Reads up to `capacity` bytes with as many reads as that takes (the kernel gives at most 4,095 bytes each), until
/// the terminal is empty, for about a millisecond at most. A read of an empty terminal waits for the kernel's flush
/// worker: not for event loops, but on a thread of its own that wait is what gathers a batch.
/// Returns the number of bytes, which may be 0.
size_t cpty_read_batch(int master, void *buffer, size_t capacity, enum cpty_batch_end *end);

#endif
