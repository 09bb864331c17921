/// Where the cursor is and what it looks like.
public struct TerminalCursor: Sendable, Equatable {
    /// Counted from 0; the last column when `wrapsNext`.
    public var column: Int
    /// Counted from 0 at the top of the screen.
    public var row: Int
    /// The last column is filled: the next character goes to the next row.
    public var wrapsNext: Bool
    public var isVisible: Bool
    public var shape: Shape
    public var blinks: Bool

    public enum Shape: String, Sendable {
        case block, underline, bar
    }
}
