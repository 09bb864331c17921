/// How much of what a program prints is kept. Every bound holds whatever the bytes are; what goes beyond is dropped.
public struct EmulatorLimits: Sendable, Equatable {
    /// Lines that left the screen at the top, at most. The oldest go first.
    public var scrollbackLines = 5_000
    /// Memory for those lines, in bytes; the oldest go first. 5,000 lines of a build log take about 300 KB.
    public var scrollbackBytes = 4 << 20
    /// Payload of one OSC or DCS sequence, in bytes. A longer one is ignored as a whole.
    public var stringBytes = 64 << 10
    /// Of a title, in bytes; a longer one is cut off between two characters.
    public var titleBytes = 1_024
    /// Titles on the stack of `CSI 22 t`; the oldest go first. xterm.js has the same number.
    public var titleStackDepth = 10
    /// Different links (OSC 8) on screens and scrollback, at most 65,535. Text with one too many has no link.
    public var links = 2_048
    /// Their addresses and ids together, in bytes.
    public var linkBytes = 256 << 10
    /// Combining characters on one cell, at most 64; more of them are dropped.
    public var marksPerCell = 16
    /// Answers that nobody has taken, in bytes. A query that finds no room is not answered.
    public var replyBytes = 16 << 10
    /// Answers within one `feed`. Each query costs the shell's input a few bytes, so a file full of them is stopped.
    public var repliesPerFeed = 512

    /// What a screen may measure. xterm.js refuses fewer than two columns, because a wide character needs them.
    public static let columns = 2...1_000
    public static let rows = 1...1_000

    public init() {}

    /// The most memory that an emulator of this size takes, in bytes, whatever it is fed:
    /// `TerminalEmulator.memoryBytes` is never above it. Both screens, a style and a cluster of its own for each cell
    /// twice over (tables are swept when they have doubled), the scrollback with a line on top, and all strings.
    public func memoryBound(columns: Int, rows: Int) -> Int {
        let cells = 2 * Self.columns.clamping(columns) * Self.rows.clamping(rows)
        let tables = cells * 2 * (MemoryLayout<TextStyle>.stride + MemoryLayout<Cluster>.stride + 8 * 4)
        let line = Self.columns.upperBound * 64
        let strings = 4 * stringBytes + (titleStackDepth + 2) * (titleBytes + 64) + 2 * linkBytes + links * 160
        return cells * MemoryLayout<Cell>.stride * 2 + tables + scrollbackBytes + line + strings + 2 * replyBytes
            + Self.fixedBytes
    }

    /// The structure itself, and what arrays have in reserve.
    private static let fixedBytes = 128 << 10
}
