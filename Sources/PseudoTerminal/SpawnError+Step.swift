internal import CPseudoTerminal
internal import Glibc

extension SpawnError {
    /// The threads that serve terminals could not be started.
    init(startingThreadsFailedWith error: Int32) {
        self.init(reason: Self.limit(error) ?? "threads", errno: error, failed: "cannot start a terminal")
    }

    /// `cpty_spawn` failed while it ran `command`.
    init(_ failure: cpty_failure, running command: TerminalCommand) {
        let failed: String
        let reason: String
        switch failure.step {
        case Int32(CPTY_STEP_EXEC.rawValue):
            (reason, failed) = ("exec", "cannot run \(command.executable)")
        case Int32(CPTY_STEP_CHDIR.rawValue):
            (reason, failed) = ("chdir", "cannot use \(command.workingDirectory) as the working directory")
        case Int32(CPTY_STEP_FORKPTY.rawValue):
            (reason, failed) = ("forkpty", "cannot open a terminal")
        case Int32(CPTY_STEP_PIPE.rawValue):
            (reason, failed) = ("pipe", "cannot open a terminal")
        case Int32(CPTY_STEP_DESCRIPTORS.rawValue), Int32(CPTY_STEP_SLAVE.rawValue):
            (reason, failed) = ("terminal", "cannot open a terminal")
        case Int32(CPTY_STEP_PIDFD.rawValue):
            (reason, failed) = ("pidfd", "cannot watch the process of a terminal")
        case Int32(CPTY_STEP_CLOSE_RANGE.rawValue):
            (reason, failed) = ("close_range", "cannot close inherited descriptors")
        default:
            (reason, failed) = ("child", "the process of a terminal died before it could run \(command.executable)")
        }
        self.init(reason: Self.limit(failure.error) ?? reason, errno: failure.error, failed: failed)
    }

    /// `command` holds something that no system call takes.
    init(invalid what: String) {
        self.init(reason: "invalid_command", errno: EINVAL, description: "cannot start a terminal: \(what)")
    }

    private init(reason: String, errno: Int32, failed: String) {
        self.init(reason: reason, errno: errno, description: "\(failed): \(Self.message(errno))")
    }

    /// Running out of descriptors is worth an alarm of its own, whichever step met it.
    private static func limit(_ error: Int32) -> String? {
        error == EMFILE || error == ENFILE ? "descriptor_limit" : nil
    }

    /// The system's words.
    private static func message(_ error: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let text = buffer.baseAddress, strerror_r(error, text, buffer.count) == 0 else {
                return "error \(error)"
            }
            return String(cString: text)
        }
    }
}
