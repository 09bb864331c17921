// Processes by pidfd: an id can be given to another process the moment its owner is gone, a pidfd cannot.
#define _GNU_SOURCE
#include "CPseudoTerminal.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int cpty_exit_status(int pidfd, int *value) {
    siginfo_t info;
    int result;
    memset(&info, 0, sizeof info);
    do result = waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED | WNOHANG | WNOWAIT);
    while (result < 0 && errno == EINTR);
    if (result < 0) return -errno;
    if (info.si_pid == 0) return 0;
    *value = info.si_status;
    return info.si_code == CLD_EXITED ? 1 : 2;
}

int cpty_reap(int pidfd) {
    siginfo_t info;
    int result;
    memset(&info, 0, sizeof info);
    do result = waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED | WNOHANG);
    while (result < 0 && errno == EINTR);
    if (result < 0) return -errno;
    return info.si_pid == 0 ? -EAGAIN : 0;
}

pid_t cpty_ended_child(pid_t pid) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    int result = waitid(pid > 0 ? P_PID : P_ALL, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT);
    return result < 0 ? 0 : info.si_pid;
}

void cpty_reap_adopted(pid_t pid) {
    waitpid(pid, NULL, WNOHANG);
}

int cpty_open_process(pid_t pid) {
    // Close-on-exec by itself.
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    return pidfd < 0 ? -errno : pidfd;
}

int cpty_signal_process(int pidfd, int signal) {
    return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) < 0 ? -errno : 0;
}

int cpty_signal_member(pid_t pid, pid_t session, int signal) {
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd < 0) return -errno;
    // Asked after the pidfd was opened: if the id has been reused since, the send below fails with ESRCH.
    int result = -ESRCH;
    if (getsid(pid) == session) {
        result = syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) < 0 ? -errno : 0;
    }
    close(pidfd);
    return result;
}
