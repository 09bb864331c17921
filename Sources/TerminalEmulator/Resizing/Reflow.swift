/// Wraps lines anew for another width, the way xterm.js 5.5 does.
///
/// The piece of text that the cursor is in stays as it is, because the shell that wrote it will write it again. What
/// happens to cursor and scrollback while lines become more or fewer follows xterm.js step by step, so that server and
/// viewers agree after any number of resizes.
struct Reflow {
    /// Scrollback and screen, the oldest first.
    var lines: [ScreenLine]
    /// How many of them are scrollback.
    var base: Int
    /// The cursor's row on the screen.
    var y: Int
    /// The line of the saved cursor.
    var savedLine: Int
    let columns: Int
    let newColumns: Int
    let newRows: Int
    /// Scrollback and screen together have no more lines than that.
    let maximumLines: Int

    mutating func run() {
        if newColumns > columns { widen() } else if newColumns < columns { narrow() }
    }

    /// The length of the `index`th line of a piece of text: up to its last character in the last line; in the others
    /// the whole width, but for the column that a wide character did not fit in.
    private func length(of index: Int, in piece: Range<Int>) -> Int {
        let line = piece.lowerBound + index
        if index == piece.count - 1 { return lines[line].trimmedLength }
        let last = lines[line][columns - 1]
        return !last.hasContent && last.width == 1 && lines[line + 1][0].width == 2 ? columns - 1 : columns
    }

    private mutating func copy(from source: Int, _ sourceColumn: Int, to target: Int, _ targetColumn: Int, count: Int) {
        // Read before anything is written: source and target may be the same line.
        let cells = (0..<max(count, 0)).map { lines[source][sourceColumn + $0] }
        for (offset, cell) in cells.enumerated() { lines[target].set(targetColumn + offset, cell) }
    }

    // MARK: wider

    private mutating func widen() {
        var removed: [Range<Int>] = []
        var first = 0
        while first < lines.count - 1 {
            var end = first + 1
            while end < lines.count, lines[end].isWrapped { end += 1 }
            let piece = first..<end
            first = end
            guard piece.count > 1, !piece.contains(base + y) else { continue }
            let used = join(piece)
            var kept = piece.upperBound
            while kept > piece.lowerBound + 1, kept - 1 > used || lines[kept - 1].trimmedLength == 0 { kept -= 1 }
            if kept < piece.upperBound { removed.append(kept..<piece.upperBound) }
        }
        guard !removed.isEmpty else { return }
        var layout: [ScreenLine] = []
        layout.reserveCapacity(lines.count)
        var next = 0
        for range in removed {
            layout += lines[next..<range.lowerBound]
            next = range.upperBound
        }
        layout += lines[next...]
        let count = lines.count - layout.count
        lines = layout
        adjust(removed: count)
    }

    /// Moves the text of a piece as far to the front as it goes.
    ///
    /// - Returns: the last line that it reaches.
    private mutating func join(_ piece: Range<Int>) -> Int {
        var target = piece.lowerBound
        var targetColumn = length(of: 0, in: piece)
        var source = 1
        var sourceColumn = 0
        while source < piece.count, target < piece.upperBound {
            let sourceLength = length(of: source, in: piece)
            let count = min(sourceLength - sourceColumn, newColumns - targetColumn)
            copy(from: piece.lowerBound + source, sourceColumn, to: target, targetColumn, count: count)
            targetColumn += count
            if targetColumn == newColumns {
                target += 1
                targetColumn = 0
            }
            sourceColumn += count
            if sourceColumn == sourceLength {
                source += 1
                sourceColumn = 0
            }
            // A wide character does not fit in the last column.
            if targetColumn == 0, target > piece.lowerBound, target < piece.upperBound,
                lines[target - 1][newColumns - 1].width == 2
            {
                copy(from: target - 1, newColumns - 1, to: target, 0, count: 1)
                targetColumn = 1
                lines[target - 1].set(newColumns - 1, .blank)
            }
        }
        guard target < piece.upperBound else { return piece.upperBound - 1 }
        if targetColumn > 0, lines[target][targetColumn - 1].width == 2 { lines[target].set(targetColumn - 1, .blank) }
        if lines[target].cells.count > targetColumn { lines[target].cells.removeSubrange(targetColumn...) }
        return target
    }

    private mutating func adjust(removed count: Int) {
        for _ in 0..<count {
            if base == 0 {
                if y > 0 { y -= 1 }
                if lines.count < newRows {
                    lines.append(ScreenLine(isWrapped: false, length: newColumns, cells: []))
                }
            } else {
                base -= 1
            }
        }
        savedLine = max(savedLine - count, 0)
    }

    // MARK: narrower

    private mutating func narrow() {
        /// From the last to the first: before which line how many new ones come, counted as they will be.
        var insertions: [(start: Int, lines: [ScreenLine])] = []
        var inserted = 0
        // Lines at the end that the cursor's way down pushes off the screen still count as long as they are walked
        // through, as in xterm.js.
        var count = lines.count
        var last = count - 1
        while last >= 0 {
            var first = last
            guard lines[last].isWrapped || lines[last].trimmedLength > newColumns else {
                last -= 1
                continue
            }
            while lines[first].isWrapped, first > 0 { first -= 1 }
            let piece = first..<(last + 1)
            last = first - 1
            guard !piece.contains(base + y) else { continue }

            let lengths = lengths(of: piece)
            let added = lengths.count - piece.count
            let room =
                base == 0 && y != count - 1 ? y - maximumLines + added : count - maximumLines + added
            let new = split(piece, into: lengths)
            if !new.isEmpty {
                insertions.append((piece.upperBound + inserted, new))
                inserted += new.count
            }
            adjust(added: added - max(0, room), inserted: inserted, count: &count)
            savedLine = min(savedLine + added, base + newRows - 1)
        }
        lines.removeLast(lines.count - max(count, 0))
        insert(insertions, count: inserted)
    }

    /// How long the lines of a piece will be.
    private func lengths(of piece: Range<Int>) -> [Int] {
        let old = (0..<piece.count).map { length(of: $0, in: piece) }
        let needed = old.reduce(0, +)
        var lengths: [Int] = []
        var available = 0
        var column = 0
        var line = 0
        while available < needed {
            if needed - available < newColumns {
                lengths.append(needed - available)
                break
            }
            column += newColumns
            if line < old.count, column > old[line] {
                column -= old[line]
                line += 1
            }
            let isCut = line < piece.count && lines[piece.lowerBound + line][column - 1].width == 2
            if isCut { column -= 1 }
            lengths.append(isCut ? newColumns - 1 : newColumns)
            available += isCut ? newColumns - 1 : newColumns
        }
        return lengths
    }

    /// Spreads the text of a piece over lines of the given lengths, from the end to the front, so that nothing is
    /// written over before it was moved.
    ///
    /// - Returns: the lines that come behind the piece.
    private mutating func split(_ piece: Range<Int>, into lengths: [Int]) -> [ScreenLine] {
        let oldLengths = (0..<piece.count).map { length(of: $0, in: piece) }
        var new = (piece.count..<max(lengths.count, piece.count)).map { _ in
            ScreenLine(isWrapped: true, length: newColumns, cells: [])
        }
        func isLast(_ target: Int) -> Bool { target >= piece.count }
        var target = lengths.count - 1
        var targetColumn = lengths.last ?? 0
        var source = piece.count - 1
        var sourceColumn = oldLengths.last ?? 0
        while source >= 0, target >= 0 {
            let count = min(sourceColumn, targetColumn)
            let cells = (0..<count).map { lines[piece.lowerBound + source][sourceColumn - count + $0] }
            for (offset, cell) in cells.enumerated() {
                let column = targetColumn - count + offset
                if isLast(target) {
                    new[target - piece.count].set(column, cell)
                } else {
                    lines[piece.lowerBound + target].set(column, cell)
                }
            }
            targetColumn -= count
            if targetColumn == 0 {
                target -= 1
                targetColumn = target >= 0 ? lengths[target] : 0
            }
            sourceColumn -= count
            if sourceColumn == 0 {
                source -= 1
                sourceColumn = source >= 0 ? oldLengths[source] : 0
            }
        }
        // The column that a wide character did not fit in is empty.
        for (index, length) in lengths.enumerated() where length < newColumns {
            if isLast(index) {
                new[index - piece.count].set(length, .blank)
            } else {
                lines[piece.lowerBound + index].set(length, .blank)
            }
        }
        return new
    }

    private mutating func adjust(added: Int, inserted: Int, count: inout Int) {
        guard added > 0 else { return }
        for _ in 0..<added {
            if base == 0 {
                if y < newRows - 1 {
                    y += 1
                    count -= 1
                } else {
                    base += 1
                }
            } else if base < min(maximumLines, count + inserted) - newRows {
                base += 1
            }
        }
    }

    /// Puts the new lines between the old ones. Of too many, the oldest go.
    private mutating func insert(_ insertions: [(start: Int, lines: [ScreenLine])], count: Int) {
        guard count > 0 else { return }
        let total = min(maximumLines, lines.count + count)
        var reversed: [ScreenLine] = []
        reversed.reserveCapacity(total)
        var old = lines.count - 1
        var soFar = 0
        var next = 0
        while reversed.count < total {
            if next < insertions.count, insertions[next].start > old + soFar {
                reversed += insertions[next].lines.reversed()
                soFar += insertions[next].lines.count
                next += 1
            } else if old >= 0 {
                reversed.append(lines[old])
                old -= 1
            } else {
                break
            }
        }
        lines = reversed.prefix(total).reversed()
    }
}
