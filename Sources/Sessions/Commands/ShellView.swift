internal import ShellIntegration

/// What a session knows of its shell, at one moment.
struct ShellView: Sendable, Equatable {
    /// Whether the shell was started so that it tells.
    var isExpected = true
    /// Whether it has told.
    var isIntegrated = true
    var phase = ShellTracker.Phase.unknown
    /// When the prompt was shown, monotonic, in nanoseconds.
    var promptAt: Int64 = 0
    /// Whether somebody has typed since then. What stands at the prompt is theirs.
    var isTouched = false
    /// Whether somebody has typed before, so that the shell may have a line already that nobody sees yet.
    var mayHaveLine = false
    /// Whether it has switched bracketed paste on, and how often it has switched it off.
    var takesPaste = false
    /// Whether a tab that is pasted stays one.
    var pastesTabs = true
    var pasteOffCount: UInt64 = 0
    var hasExited = false

    /// A shell that has a line runs it at once; so long it is waited for, in nanoseconds.
    static let settling: Int64 = 250_000_000

    /// Whether the shell waits for a command, with nothing typed: now, at a later moment if nothing happens until then,
    /// or not yet.
    func readiness(now: Int64) -> Readiness {
        guard phase == .prompt, !isTouched else { return .no }
        guard mayHaveLine, now < promptAt + Self.settling else { return .yes }
        return .at(promptAt + Self.settling)
    }

    enum Readiness: Equatable {
        case no
        case yes
        case at(Int64)
    }
}

/// Whether a session's shell tells what it runs.
public enum IntegrationStatus: String, Sendable {
    /// It does.
    case active
    /// It should, and has not begun to.
    case waiting
    /// It does not.
    case none
}
