// forkpty to exec. Everything that runs in the child is async-signal-safe: another thread may have held any lock,
// malloc's included, at the moment of the fork.
#define _GNU_SOURCE
#include "CPseudoTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/// The first descriptor that is not one of the standard three.
enum { FIRST_FREE_DESCRIPTOR = 3 };

/// One spawn at a time. `forkpty` returns a master that is not close-on-exec; a child that another thread forked
/// before our fcntl would hold a copy of it until its own close_range, and a terminal whose master somebody holds
/// never hangs up. Two forks at a time would also only double the stall of page faults that each of them causes.
static pthread_mutex_t spawn_lock = PTHREAD_MUTEX_INITIALIZER;

/// A terminal as `stty sane` leaves it, in UTF-8: with IUTF8 the kernel erases whole characters in cooked mode.
static struct termios sane_termios(void) {
    struct termios termios;
    memset(&termios, 0, sizeof termios);
    termios.c_iflag = BRKINT | ICRNL | IXON | IMAXBEL | IUTF8;
    termios.c_oflag = OPOST | ONLCR;
    termios.c_cflag = CREAD | CS8 | HUPCL;
    termios.c_lflag = ISIG | ICANON | IEXTEN | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE;
    termios.c_cc[VINTR] = 'C' & 0x1f;
    termios.c_cc[VQUIT] = '\\' & 0x1f;
    termios.c_cc[VERASE] = 0x7f;
    termios.c_cc[VKILL] = 'U' & 0x1f;
    termios.c_cc[VEOF] = 'D' & 0x1f;
    termios.c_cc[VSTART] = 'Q' & 0x1f;
    termios.c_cc[VSTOP] = 'S' & 0x1f;
    termios.c_cc[VSUSP] = 'Z' & 0x1f;
    termios.c_cc[VREPRINT] = 'R' & 0x1f;
    termios.c_cc[VWERASE] = 'W' & 0x1f;
    termios.c_cc[VLNEXT] = 'V' & 0x1f;
    termios.c_cc[VDISCARD] = 'O' & 0x1f;
    termios.c_cc[VMIN] = 1;
    cfsetispeed(&termios, B38400);
    cfsetospeed(&termios, B38400);
    return termios;
}

/// Closes `*descriptor` if it is open, and forgets it.
static void close_descriptor(int *descriptor) {
    if (*descriptor >= 0) close(*descriptor);
    *descriptor = -1;
}

/// Makes `*descriptor` close-on-exec and moves it above the standard three, where it lands when the server was
/// started with one of them closed and where the child's terminal would overwrite it.
static int settle_descriptor(int *descriptor) {
    if (*descriptor >= FIRST_FREE_DESCRIPTOR) return fcntl(*descriptor, F_SETFD, FD_CLOEXEC) < 0 ? -errno : 0;
    int moved = fcntl(*descriptor, F_DUPFD_CLOEXEC, FIRST_FREE_DESCRIPTOR);
    if (moved < 0) return -errno;
    close(*descriptor);
    *descriptor = moved;
    return 0;
}

/// A pipe that `exec` closes, which is how the parent learns of success.
static int open_error_pipe(int pipe_ends[2]) {
    if (pipe2(pipe_ends, O_CLOEXEC) < 0) return -errno;
    int result = settle_descriptor(&pipe_ends[0]);
    if (result == 0) result = settle_descriptor(&pipe_ends[1]);
    if (result < 0) {
        close_descriptor(&pipe_ends[0]);
        close_descriptor(&pipe_ends[1]);
    }
    return result;
}

// MARK: In the child

/// Tells the parent what went wrong, and ends.
static _Noreturn void fail_child(int error_pipe, enum cpty_step step) {
    struct cpty_failure failure = {.step = step, .error = errno};
    ssize_t written;
    do written = write(error_pipe, &failure, sizeof failure);
    while (written < 0 && errno == EINTR);
    _exit(127);
}

/// Every handler to its default, ignored signals included: `exec` would keep those ignored.
static void reset_signal_handlers(void) {
    // The kernel's own call: glibc's refuses the two signals that it keeps for itself, and they have been seen
    // ignored. Zero bytes are SIG_DFL without flags in every layout of the kernel's struct; none has more than 64.
    static const char by_default[64];
    for (int signal = 1; signal < NSIG; signal++) {
        syscall(SYS_rt_sigaction, signal, by_default, NULL, (size_t)(NSIG - 1) / 8);
    }
}

/// Every descriptor but the terminal and the error pipe, whoever forgot to make it close-on-exec.
static int close_inherited(int error_pipe) {
    if (error_pipe > FIRST_FREE_DESCRIPTOR
        && close_range(FIRST_FREE_DESCRIPTOR, (unsigned)error_pipe - 1, 0) < 0) return -1;
    return close_range((unsigned)error_pipe + 1, ~0U, 0);
}

static _Noreturn void run_child(const struct cpty_command *command, int error_pipe) {
    reset_signal_handlers();
    cpty_restore_descriptor_limit();
    if (close_inherited(error_pipe) < 0) fail_child(error_pipe, CPTY_STEP_CLOSE_RANGE);
    if (chdir(command->directory) < 0) fail_child(error_pipe, CPTY_STEP_CHDIR);
    // Last, so that no signal ends the child before it could report.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(command->executable, command->arguments, command->environment);
    fail_child(error_pipe, CPTY_STEP_EXEC);
}

// MARK: In the parent

/// Takes care of the master as `forkpty` returned it, and opens the other descriptors.
static enum cpty_step complete_process(struct cpty_process *process) {
    if (settle_descriptor(&process->master) < 0) return CPTY_STEP_DESCRIPTORS;
    int flags = fcntl(process->master, F_GETFL);
    if (flags < 0 || fcntl(process->master, F_SETFL, flags | O_NONBLOCK) < 0) return CPTY_STEP_DESCRIPTORS;
    process->reader = fcntl(process->master, F_DUPFD_CLOEXEC, FIRST_FREE_DESCRIPTOR);
    if (process->reader < 0) return CPTY_STEP_DESCRIPTORS;
    // By ioctl and not by name: /dev/pts may be another mount here. O_NOCTTY, or a server without a controlling
    // terminal would get this one.
    process->slave = ioctl(process->master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (process->slave < 0 || settle_descriptor(&process->slave) < 0) return CPTY_STEP_SLAVE;
    process->pidfd = (int)syscall(SYS_pidfd_open, process->pid, 0);
    if (process->pidfd < 0 || settle_descriptor(&process->pidfd) < 0) return CPTY_STEP_PIDFD;
    return 0;
}

/// Waits for the end of the error pipe. False if the child reported a failure, or ended without a word.
static bool read_failure(int error_pipe, struct cpty_failure *failure) {
    ssize_t got;
    do got = read(error_pipe, failure, sizeof *failure);
    while (got < 0 && errno == EINTR);
    if (got == 0) return true;
    if (got != (ssize_t)sizeof *failure) {
        failure->step = CPTY_STEP_CHILD;
        failure->error = got < 0 ? errno : EIO;
    }
    return false;
}

/// Undoes a spawn: ends the child, reaps it, closes everything.
static void abandon(struct cpty_process *process) {
    if (process->pid > 0) {
        kill(process->pid, SIGKILL);
        while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR) {}
    }
    close_descriptor(&process->master);
    close_descriptor(&process->reader);
    close_descriptor(&process->slave);
    close_descriptor(&process->pidfd);
}

/// The part of a spawn that is done under the lock: `forkpty`, and the master made close-on-exec.
static bool fork_on_terminal(
    const struct cpty_command *command, int error_pipe, struct cpty_process *process, struct cpty_failure *failure) {
    struct termios termios = sane_termios();
    struct winsize size = {.ws_row = command->rows, .ws_col = command->columns};
    sigset_t all, previous;
    sigfillset(&all);
    pthread_mutex_lock(&spawn_lock);
    // A handler of ours must not run in the child, where it would act on the server's behalf.
    pthread_sigmask(SIG_SETMASK, &all, &previous);
    process->pid = forkpty(&process->master, NULL, &termios, &size);
    if (process->pid == 0) run_child(command, error_pipe);
    int error = errno;
    enum cpty_step step = CPTY_STEP_FORKPTY;
    if (process->pid > 0) {
        step = complete_process(process);
        error = errno;
    } else {
        process->master = -1;
    }
    pthread_sigmask(SIG_SETMASK, &previous, NULL);
    pthread_mutex_unlock(&spawn_lock);
    *failure = (struct cpty_failure){.step = (int32_t)step, .error = error};
    return step == 0;
}

bool cpty_spawn(const struct cpty_command *command, struct cpty_process *process, struct cpty_failure *failure) {
    *process = (struct cpty_process){.pid = -1, .master = -1, .reader = -1, .slave = -1, .pidfd = -1};
    int pipe_ends[2];
    int opened = open_error_pipe(pipe_ends);
    if (opened < 0) {
        *failure = (struct cpty_failure){.step = CPTY_STEP_PIPE, .error = -opened};
        return false;
    }
    bool running = fork_on_terminal(command, pipe_ends[1], process, failure);
    close_descriptor(&pipe_ends[1]);
    if (running) running = read_failure(pipe_ends[0], failure);
    close_descriptor(&pipe_ends[0]);
    if (!running) abandon(process);
    return running;
}
