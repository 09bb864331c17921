extension ScreenLine {
    /// Cuts off, or adds blank cells.
    mutating func resize(_ columns: Int) {
        length = columns
        if cells.count > columns { cells.removeSubrange(columns...) }
    }

    mutating func set(_ column: Int, _ cell: Cell) {
        guard column >= 0, column < length else { return }
        while cells.count <= column { cells.append(.blank) }
        cells[column] = cell
    }

    /// Up to the last cell that anything was printed in.
    var trimmedLength: Int {
        for column in cells.indices.reversed() where cells[column].hasContent { return column + cells[column].width }
        return 0
    }
}
