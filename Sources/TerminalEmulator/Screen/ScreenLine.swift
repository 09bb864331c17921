/// A row, or a line of scrollback, by itself.
struct ScreenLine: Sendable {
    var isWrapped: Bool
    /// How many cells it stands for; those behind the last of `cells` are blank.
    var length: Int
    var cells: [Cell]

    init(isWrapped: Bool, length: Int, cells: [Cell]) {
        self.isWrapped = isWrapped
        self.length = length
        self.cells = cells
    }

    init(isWrapped: Bool, length: Int, fill: Cell) {
        self.init(
            isWrapped: isWrapped, length: length,
            cells: fill == .blank ? [] : [Cell](repeating: fill, count: length))
    }

    /// Behind its end there is nothing, not even a blank cell: a wide character that was cut through by a resize has
    /// a right half there that takes no room.
    subscript(column: Int) -> Cell {
        if column >= 0, column < cells.count { return cells[column] }
        return column < length ? .blank : Cell(bits: 0)
    }
}
