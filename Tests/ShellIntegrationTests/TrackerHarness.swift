import ShellIntegration

/// A tracker that is fed text, with a clock that only the test moves.
struct TrackerHarness {
    static let nonce = "c0ffee"

    var tracker: ShellTracker
    var events: [ShellEvent] = []
    /// Nanoseconds.
    var now: Int64 = 0
    var wall = 1_000.0
    private var offset: UInt64

    init(limits: HistoryLimits = HistoryLimits(), nonce: String = Self.nonce, offset: UInt64 = 0) {
        tracker = ShellTracker(nonce: nonce, limits: limits)
        self.offset = offset
    }

    mutating func read(_ text: String) { read(Array(text.utf8)) }

    mutating func read(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { tracker.read($0, at: offset, now: now, wall: wall) { events.append($0) } }
        offset += UInt64(bytes.count)
    }

    mutating func end() { tracker.ended(now: now, wall: wall) { events.append($0) } }

    mutating func wait(milliseconds: Int64) {
        now += milliseconds * 1_000_000
        wall += Double(milliseconds) / 1000
    }

    var commands: [ShellCommand] { tracker.history.commands() }

    /// A mark with the nonce.
    static func mark(_ content: String, end: String = "\u{7}") -> String { "\u{1b}]633;\(content);\(nonce)\(end)" }

    static let prompt = mark("A") + "$ \u{1b}]133;B\u{7}"

    static func start(_ line: String) -> String { mark("E;\(line)") + mark("C") }
}
