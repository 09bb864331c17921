public import PseudoTerminal

extension ExitStatus {
    /// The name of the signal that ended the process, such as `SIGKILL`; nil when it returned a code. A real-time
    /// signal has a number for a name.
    public var signalName: String? {
        guard case .signalled(let signal) = self else { return nil }
        let index = Int(signal) - 1
        return Self.names.indices.contains(index) ? "SIG\(Self.names[index])" : "SIG\(signal)"
    }

    /// Linux's signals from 1 on, as signal(7) has them; glibc 2.36's own table is not visible to Swift.
    private static let names = [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS",
    ]
}
