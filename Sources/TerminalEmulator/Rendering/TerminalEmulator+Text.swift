/// The screen for programs and people without a terminal. Only what is visible: the rows of the screen that is shown.
extension TerminalEmulator {
    /// One line for each row, without spaces at its end.
    public func text() -> String {
        var result = ""
        for row in 0..<rows {
            var line = runs(row: row).map { $0.style.flags.contains(.invisible) ? blanks($0.width) : $0.text }.joined()
            while line.last == " " { line.removeLast() }
            result += line + "\n"
        }
        return result
    }

    /// The same with the sequences that colour it (SGR) and make its links (OSC 8), for `cat`. Each row begins and
    /// ends in the default style.
    public func ansi() -> String {
        var writer = SnapshotWriter(tables: tables, columns: columns)
        for row in 0..<rows {
            for run in runs(row: row) {
                var style = run.style.normalized
                // Means nothing where nothing is erased.
                style.flags.remove(.protected)
                writer.setStyle(style)
                writer.put(run.text)
            }
            writer.setStyle(.standard)
            writer.put("\n")
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }
}
