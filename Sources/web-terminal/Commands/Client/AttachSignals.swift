import Glibc
import Synchronization
import SystemThreads
import TerminalClient

/// The signals that mean something to `attach`, taken one by one on a thread of its own.
final class AttachSignals: Sendable {
    private static let ends: [Int32] = [SIGTERM, SIGHUP, SIGINT, SIGQUIT]
    private let first = Atomic<Int32>(0)

    /// Blocks them in the calling thread and all that it starts. To be called before there is a second thread.
    init() {
        var signals = Self.signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// The one that ended it; nil: none did.
    var received: Int32? {
        let signal = first.load(ordering: .relaxed)
        return signal == 0 ? nil : signal
    }

    /// - Parameters:
    ///   - resized: the terminal has another size, or may have.
    ///   - left: the process is asked to end. Asked again, it does so at once.
    ///   - terminal: to be given back before the process stops or ends.
    func handle(
        resized: @escaping @Sendable () -> Void, left: @escaping @Sendable () -> Void, terminal: LocalTerminal?
    ) {
        _ = SystemThread.start(name: "signals") {
            var wasRaw = false
            while true {
                var signals = Self.signals
                var signal: Int32 = 0
                guard sigwait(&signals, &signal) == 0 else { continue }
                switch signal {
                case SIGWINCH: resized()
                case SIGTSTP:
                    wasRaw = terminal?.isRaw == true
                    terminal?.restore()
                    // This thread may run on for a moment, until SIGCONT says that all go on.
                    kill(getpid(), SIGSTOP)
                case SIGCONT:
                    // Whoever had the terminal meanwhile may have changed it.
                    if wasRaw || terminal?.isRaw == true {
                        terminal?.restore()
                        terminal?.makeRaw()
                    }
                    wasRaw = false
                    resized()
                default:
                    let (isFirst, _) = self.first.compareExchange(expected: 0, desired: signal, ordering: .relaxed)
                    guard !isFirst else {
                        left()
                        continue
                    }
                    terminal?.restore()
                    _exit(128 + signal)
                }
            }
        }
    }

    private static var signals: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in ends + [SIGWINCH, SIGTSTP, SIGCONT] { sigaddset(&signals, signal) }
        return signals
    }

    /// What shells make of it: 128 and the signal's number.
    static func status(ofSignal name: String?) -> Int32 {
        let numbers: [String: Int32] = [
            "SIGHUP": SIGHUP, "SIGINT": SIGINT, "SIGQUIT": SIGQUIT, "SIGILL": SIGILL, "SIGTRAP": SIGTRAP,
            "SIGABRT": SIGABRT, "SIGBUS": SIGBUS, "SIGFPE": SIGFPE, "SIGKILL": SIGKILL, "SIGUSR1": SIGUSR1,
            "SIGSEGV": SIGSEGV, "SIGUSR2": SIGUSR2, "SIGPIPE": SIGPIPE, "SIGALRM": SIGALRM, "SIGTERM": SIGTERM,
            "SIGXCPU": SIGXCPU, "SIGXFSZ": SIGXFSZ, "SIGSYS": SIGSYS,
        ]
        guard let name, let number = numbers[name] ?? Int32(name.dropFirst("SIG".count)), (1...64).contains(number)
        else { return ProcessExit.failure }
        return 128 + number
    }
}
