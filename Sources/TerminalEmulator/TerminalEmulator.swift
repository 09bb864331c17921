/// A terminal without a display: it takes what programs print and knows what a viewer's xterm.js 5.5 shows.
///
/// It follows xterm.js where terminals differ, because that is what people look at; where xterm.js is silent, xterm's
/// ctlseqs, DEC STD 070 and ECMA-48. Any bytes whatever may be fed: time is linear in them, memory within
/// `EmulatorLimits`. It is a plain value. A copy costs nothing until one of the two changes, so that a picture of the
/// screen can be taken under a lock and drawn outside of it.
public struct TerminalEmulator: Sendable {
    public let limits: EmulatorLimits
    /// The size of both screens, in cells.
    public internal(set) var columns: Int
    public internal(set) var rows: Int

    /// The screen that is shown.
    var screen: ScreenBuffer
    /// The other one.
    var parked: ScreenBuffer
    /// Whether the alternate screen is the one that is shown.
    public internal(set) var isAlternate = false

    var tables: CellTables
    /// The style of what is printed next.
    var style = TextStyle.standard
    /// The number of that style, and an empty cell in its background; to be used only through `refreshPen`.
    var pen: UInt32 = 0
    var erasePen = Cell.blank
    var penIsCurrent = true

    var charsets = CharsetState()
    public internal(set) var modes = TerminalModes()
    var parser = Parser()
    /// The width of the character that was printed last when nothing but characters came since, or 0. A combining
    /// character joins only that one, and REP repeats only that one.
    var lastWidth = 0

    var titles: TitleStack
    var palette = Palette()
    /// What programs get to hear that ask for colours.
    public var theme = TerminalTheme()
    /// The size of a cell in the controlling viewer, in pixels; nil while it is not known, and not told.
    public var cellPixels: (width: Int, height: Int)?
    var outbox = Outbox()

    /// - Parameters:
    ///   - columns: 2 to 1,000; what lies outside is brought to the nearest.
    ///   - rows: 1 to 1,000, likewise.
    public init(columns: Int, rows: Int, limits: EmulatorLimits = EmulatorLimits()) {
        let columns = EmulatorLimits.columns.clamping(columns)
        let rows = EmulatorLimits.rows.clamping(rows)
        self.limits = limits
        self.columns = columns
        self.rows = rows
        screen = Self.normalScreen(columns: columns, rows: rows, limits: limits)
        parked = Self.alternateScreen(columns: columns, rows: rows)
        tables = CellTables(limits: limits)
        titles = TitleStack(limits: limits)
    }

    static func normalScreen(columns: Int, rows: Int, limits: EmulatorLimits) -> ScreenBuffer {
        let scrollback = Scrollback(maximumLines: limits.scrollbackLines, maximumBytes: limits.scrollbackBytes)
        return ScreenBuffer(columns: columns, rows: rows, scrollback: scrollback, isFilled: true)
    }

    static func alternateScreen(columns: Int, rows: Int) -> ScreenBuffer {
        let none = Scrollback(maximumLines: 0, maximumBytes: 0)
        return ScreenBuffer(columns: columns, rows: rows, scrollback: none, isFilled: false)
    }

    var normalBuffer: ScreenBuffer { isAlternate ? parked : screen }
    var alternateBuffer: ScreenBuffer { isAlternate ? screen : parked }

    /// The window's title, without control characters, at most `limits.titleBytes` long.
    public var title: String { String(decoding: titles.current, as: UTF8.self) }

    /// Lines of scrollback of the normal screen.
    public var scrollbackLines: Int { normalBuffer.scrollback.count }

    /// What the whole model holds of the machine's memory, in bytes; an upper bound within a few hundred bytes.
    public var memoryBytes: Int {
        MemoryLayout<Self>.size + screen.memoryBytes + parked.memoryBytes + tables.memoryBytes + titles.memoryBytes
            + parser.string.bytes.capacity + palette.memoryBytes + outbox.memoryBytes
    }

    /// The cursor on the screen that is shown.
    public var cursor: TerminalCursor {
        TerminalCursor(
            column: min(screen.x, columns - 1), row: screen.y, wrapsNext: screen.x >= columns,
            isVisible: modes.cursorIsVisible, shape: modes.cursorShape ?? .block, blinks: modes.cursorBlinks ?? false)
    }

    // MARK: pen

    /// Brings `pen` and `erasePen` up to date; to be called before either is used.
    @inline(__always)
    mutating func refreshPen() {
        if !penIsCurrent { internPen() }
    }

    private mutating func internPen() {
        if tables.styles.isDue { sweepTables() }
        pen = tables.styles.intern(style.normalized)
        erasePen = style.background == .standard ? .blank : .blank(style: tables.styles.intern(style.erased))
        penIsCurrent = true
    }

    /// Takes back style and cluster numbers that no cell has any more.
    mutating func sweepTables() {
        tables.sweep(cells: [screen.cells[...], parked.cells[...]])
        penIsCurrent = false
    }
}

extension ClosedRange<Int> {
    /// The nearest number within the range.
    func clamping(_ number: Int) -> Int { Swift.min(Swift.max(number, lowerBound), upperBound) }
}
