/// The scrollback in a snapshot.
///
/// A terminal takes lines into its scrollback only by scrolling, so they would have to come before the screen. But a
/// scroll region at the very top scrolls into the scrollback as well: with the screen painted, all lines go through
/// its first two rows while the rest stands still, and at last those two rows are printed again.
enum SnapshotHistory {
    /// Two, because a line may have to be mended when the next one is already there.
    static let regionRows = 2

    /// - Parameter top: how many rows of the screen are printed after the scrollback.
    static func write(_ buffer: ScreenBuffer, top: Int, limitBytes: Int, _ writer: inout SnapshotWriter) {
        let region = min(regionRows, top)
        writer.setStyle(.standard)
        let scrolls = buffer.height > region
        var lines = lineCount(buffer.scrollback, limit: limitBytes - writer.bytes.count)
        while true {
            var attempt = writer
            for row in 0..<region {
                attempt.moveTo(column: 0, row: row)
                attempt.csi("2K")
            }
            if scrolls, region == regionRows { attempt.csi("1;\(region)r") }
            attempt.moveTo(column: 0, row: 0)
            if region == regionRows, isWrapped(buffer, line: buffer.scrollback.count - lines) {
                attempt.markFirstRowWrapped()
            }
            stream(buffer, from: buffer.scrollback.count - lines, top: top, &attempt)
            if scrolls, region == regionRows { attempt.csi("r") }
            // Styles take more bytes here than in the scrollback.
            guard attempt.bytes.count > limitBytes, lines > 0 else {
                writer = attempt
                return
            }
            lines = lines / 2
        }
    }

    private static func isWrapped(_ buffer: ScreenBuffer, line: Int) -> Bool {
        var isWrapped = buffer.rows.first?.isWrapped ?? false
        buffer.scrollback.line(line) { isWrapped = PackedLine.isWrapped($0) }
        return isWrapped
    }

    private static func stream(_ buffer: ScreenBuffer, from first: Int, top: Int, _ writer: inout SnapshotWriter) {
        var stream = SnapshotStream(region: top, writer: writer)
        writer.bytes = []
        var cells: [Cell] = []
        buffer.scrollback.forEach(from: first) { packed in
            if let text = PackedLine.plainText(packed), !text.contains(0) {
                stream.add(plain: text, isWrapped: PackedLine.isWrapped(packed))
            } else {
                let isWrapped = PackedLine.unpack(packed, tables: &stream.writer.tables, into: &cells)
                stream.add(cells[...], isWrapped: isWrapped)
            }
        }
        for row in 0..<top {
            var line = buffer.line(row)
            line.resize(stream.writer.columns)
            stream.add(line.cells[...], isWrapped: line.isWrapped)
        }
        stream.finish()
        writer = stream.writer
        writer.setStyle(.standard)
    }

    /// How many of the newest lines fit, if a line takes as many bytes as it is packed in and two for its end.
    private static func lineCount(_ scrollback: Scrollback, limit: Int) -> Int {
        var left = limit
        var lines = 0
        scrollback.forEachSizeFromNewest { size in
            left -= size + 2
            guard left >= 0 else { return false }
            lines += 1
            return true
        }
        return lines
    }
}
