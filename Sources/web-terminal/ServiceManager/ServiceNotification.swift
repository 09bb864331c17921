/// What a service tells the manager that started it, as sd_notify(3) words it.
enum ServiceNotification: Sendable, Equatable {
    /// Connections are accepted, or a reload is over.
    case ready
    /// The end has begun.
    case stopping
    /// Settings are being read again; `ready` has to follow. The time, of the monotonic clock in microseconds, tells
    /// the manager which of its requests this answers.
    case reloading(atMicroseconds: UInt64)
    /// One line for people, as `systemctl status` shows it.
    case status(String)
    /// All is well: due within each `WatchdogSec`.
    case alive
    /// What is going on now needs that many more seconds, whatever the unit's timeouts say.
    case extendTimeout(seconds: Int)

    /// The lines of the message.
    var assignments: String {
        switch self {
        case .ready: "READY=1"
        case .stopping: "STOPPING=1"
        case .reloading(let microseconds): "RELOADING=1\nMONOTONIC_USEC=\(microseconds)"
        case .status(let text): "STATUS=\(Self.oneLine(text))"
        case .alive: "WATCHDOG=1"
        case .extendTimeout(let seconds):
            "EXTEND_TIMEOUT_USEC=\(max(0, min(seconds, Self.longestExtension)) * 1_000_000)"
        }
    }

    /// A day: far beyond `server.drain_seconds`.
    private static let longestExtension = 86_400

    /// A line feed would begin another assignment.
    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline || $0 == "\0" ? " " : $0 })
    }
}
