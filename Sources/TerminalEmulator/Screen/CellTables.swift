/// What the cells of both screens refer to by number.
struct CellTables: Sendable {
    var styles = InternTable(first: TextStyle.standard)
    var clusters = InternTable(first: Cluster(base: 0, mark: 0, marks: 0))
    var links: LinkTable

    init(limits: EmulatorLimits) { links = LinkTable(limits: limits) }

    var memoryBytes: Int { styles.memoryBytes + clusters.memoryBytes + links.memoryBytes }

    /// However many the limits allow: a cluster is read from its end, one call for each of them.
    private static let mostMarks = 64

    /// The content of a cell after a combining character was added; the same when it can take no more.
    mutating func adding(_ mark: UInt32, to content: UInt32, limit: Int) -> UInt32 {
        var marks: UInt32 = 1
        if content & Cell.clusterFlag != 0 { marks += clusters[content & Cell.codePointMask].marks }
        guard marks <= UInt32(min(max(limit, 0), Self.mostMarks)) else { return content }
        let number = clusters.intern(Cluster(base: content, mark: mark, marks: marks))
        // Numbers have 21 bits, and the screens at their largest fewer cells than that.
        guard number <= Cell.codePointMask else { return content }
        return number | Cell.clusterFlag
    }

    /// Calls `body` with each code point of a cell's content, in order.
    func forEachScalar(of content: UInt32, _ body: (UInt32) -> Void) {
        guard content & Cell.clusterFlag != 0 else {
            if content != 0 { body(content) }
            return
        }
        let cluster = clusters[content & Cell.codePointMask]
        forEachScalar(of: cluster.base, body)
        body(cluster.mark)
    }

    /// Takes back the numbers that none of the cells uses.
    mutating func sweep(cells: [ArraySlice<Cell>]) {
        var styleMarks = [Bool](repeating: false, count: styles.values.count)
        var clusterMarks = [Bool](repeating: false, count: clusters.values.count)
        var total = 0
        for part in cells {
            total += part.count
            for cell in part {
                styleMarks[Int(cell.style)] = true
                if cell.isCluster { mark(cell.content, in: &clusterMarks) }
            }
        }
        styles.sweep(marks: styleMarks, cells: total)
        clusters.sweep(marks: clusterMarks, cells: total)
    }

    private func mark(_ content: UInt32, in marks: inout [Bool]) {
        var content = content
        while content & Cell.clusterFlag != 0 {
            let number = Int(content & Cell.codePointMask)
            if marks[number] { return }
            marks[number] = true
            content = clusters.values[number].base
        }
    }
}
