@testable import TerminalEmulator

/// What tests ask of a terminal.
extension TerminalEmulator {
    init(_ columns: Int, _ rows: Int, scrollback: Int = 100, feeding text: String = "") {
        var limits = EmulatorLimits()
        limits.scrollbackLines = scrollback
        self.init(columns: columns, rows: rows, limits: limits)
        feed(text)
    }

    mutating func feed(_ text: String) { feed(Array(text.utf8)) }

    /// The rows without the blanks at their ends; empty cells are spaces.
    var screenRows: [String] {
        text().split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// The rows up to the last one that has anything.
    var written: [String] {
        var rows = screenRows
        while rows.last?.isEmpty == true { rows.removeLast() }
        return rows
    }

    var replies: String {
        mutating get { String(decoding: takeReplies(), as: UTF8.self) }
    }

    /// Row and column of the cursor, from 0.
    var place: [Int] { [cursor.row, cursor.column] }

    func style(_ row: Int, _ column: Int) -> TextStyle { tables.styles[screen.cell(row, column).style] }

    /// All that can be seen, in one string to compare: cells, modes, cursor.
    var everything: String {
        let screens = inspect()
        return "\(columns)x\(rows) \(isAlternate) \(cursor) \(modes) \(title) \(screens.scrollRegion) \(screens.tabs)\n"
            + (screens.normal + screens.alternate).map { line in
                "\(line.isWrapped)" + line.cells.map { "\($0)" }.joined()
            }.joined(separator: "\n")
    }
}
