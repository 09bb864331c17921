internal import TerminalEmulator
internal import TerminalProtocol

/// What programs did with a terminal beside printing: what viewers are told, but not as often as programs do it.
struct ScreenEffects: Equatable {
    /// The newest title; nil: it is as it was.
    var title: String?
    var hasRung = false

    var isEmpty: Bool { title == nil && !hasRung }

    mutating func add(_ new: TerminalEffects, title: @autoclosure () -> String) {
        if new.titleChanged { self.title = title() }
        if new.bells > 0 { hasRung = true }
    }

    mutating func add(_ new: ScreenEffects) {
        title = new.title ?? title
        hasRung = hasRung || new.hasRung
    }
}

/// Decides when viewers are told what programs did. A pure value; times are monotonic, in nanoseconds.
struct ScreenNews {
    enum Step: Equatable {
        case nothing
        case tell(ScreenEffects)
        /// Ask again after so many nanoseconds.
        case wait(Int64)
    }

    /// Viewers are told something no more often than that.
    static let interval: Int64 = 100_000_000

    private var waiting = ScreenEffects()
    private var isAwaited = false
    private var toldAt: Int64?
    /// The title that was told last.
    private(set) var title = ""

    /// Something was done.
    mutating func add(_ effects: ScreenEffects, now: Int64) -> Step {
        waiting.add(effects)
        // A program may say the same again and again.
        if waiting.title == title { waiting.title = nil }
        guard !isAwaited, !waiting.isEmpty else { return .nothing }
        if let toldAt, now - toldAt < Self.interval {
            isAwaited = true
            return .wait(Self.interval - (now - toldAt))
        }
        return tell(now: now)
    }

    /// The wait is over.
    mutating func waited(now: Int64) -> Step {
        isAwaited = false
        return waiting.isEmpty ? .nothing : tell(now: now)
    }

    private mutating func tell(now: Int64) -> Step {
        defer { waiting = ScreenEffects() }
        toldAt = now
        title = waiting.title ?? title
        return .tell(waiting)
    }
}
