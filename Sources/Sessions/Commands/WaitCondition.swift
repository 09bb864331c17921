/// What a program waits for in a session.
public enum WaitCondition: Sendable, Equatable {
    /// The shell waits for a command, and nothing has been typed.
    case prompt
    /// The shell has ended.
    case exit
    /// Nothing was printed and nothing typed for so many nanoseconds.
    case idle(Int64)
    /// This was printed: from this offset on, or, if it is nil, from now on.
    case text(String, from: UInt64?)
    /// This stands on the screen.
    case screen(String)

    /// The longest pattern, in bytes of UTF-8.
    public static let maximumPatternBytes = 256
    /// The screen is looked at no more often than that, in nanoseconds.
    static let screenInterval: Int64 = 50_000_000
    /// What idle may be asked for, in seconds.
    public static let idleSeconds = 0.1...60.0
}

/// Whether what is waited for is there.
enum WaitVerdict: Sendable, Equatable {
    case met
    /// It cannot be any more, for the shell has ended.
    case never
    /// When something happens, or at this time, monotonic, in nanoseconds.
    case notYet(until: Int64?)
}

extension WaitCondition {
    /// - Parameters:
    ///   - lastActivity: when something was printed or typed last.
    ///   - isFound: whether the text was printed.
    func verdict(_ view: ShellView, lastActivity: Int64, isFound: Bool, now: Int64) -> WaitVerdict {
        switch self {
        case .prompt:
            if view.hasExited { return .never }
            return switch view.readiness(now: now) {
            case .yes: .met
            case .at(let moment): .notYet(until: moment)
            case .no: .notYet(until: nil)
            }
        case .exit:
            return view.hasExited ? .met : .notYet(until: nil)
        case .idle(let nanoseconds):
            let moment = lastActivity + nanoseconds
            return view.hasExited || now >= moment ? .met : .notYet(until: moment)
        case .text, .screen:
            if isFound { return .met }
            return view.hasExited ? .never : .notYet(until: nil)
        }
    }
}
