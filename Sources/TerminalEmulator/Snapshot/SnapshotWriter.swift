/// Writes control sequences, and knows which style the terminal that reads them has.
struct SnapshotWriter {
    var bytes: [UInt8] = []
    var tables: CellTables
    let columns: Int
    /// The style of the reading terminal, as far as it shows.
    private(set) var style = TextStyle.standard
    /// Its number, if it is that of a cell.
    private var styleNumber: UInt32? = 0
    /// Whether the place where DECSC saves may be used for other things; it is then written over.
    var savedCursorIsFree = true
    /// It was used since the last time that this was set to false.
    var savedCursorWasUsed = false

    init(tables: CellTables, columns: Int) {
        self.tables = tables
        self.columns = columns
    }

    mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func csi(_ text: String) {
        bytes.append(0x1B)
        bytes.append(UInt8(ascii: "["))
        put(text)
    }

    /// An OSC; `payload` has no control characters.
    mutating func osc(_ head: String, _ payload: [UInt8] = []) {
        put("\u{1B}]" + head)
        bytes.append(contentsOf: payload)
        put("\u{1B}\\")
    }

    /// Counted from 0.
    mutating func moveTo(column: Int, row: Int) { csi("\(row + 1);\(column + 1)H") }

    mutating func moveTo(column: Int) { csi("\(column + 1)G") }

    /// After something that changed the terminal's style by itself.
    mutating func assumeStyle(_ style: TextStyle) {
        self.style = style
        styleNumber = nil
    }

    mutating func setStyle(number: UInt32) {
        guard number != styleNumber else { return }
        setStyle(tables.styles[number])
        styleNumber = number
    }

    mutating func setStyle(_ target: TextStyle) {
        styleNumber = nil
        guard target != style else { return }
        if target.link != style.link {
            if let link = tables.links[target.link] {
                osc("8;", (link.id.isEmpty ? [] : Array("id=".utf8) + link.id) + [UInt8(ascii: ";")] + link.address)
            } else {
                osc("8;;")
            }
        }
        var withoutLink = style
        withoutLink.link = target.link
        // The link decides about this flag, too.
        withoutLink.flags.remove(.extended)
        var plainTarget = target
        plainTarget.flags.remove(.extended)
        if withoutLink != plainTarget {
            let parameters = target.selectionParameters
            csi(parameters == "0" ? "m" : parameters + "m")
            if target.flags.contains(.protected) { csi("1\"q") }
        }
        style = target
        if savedCursorIsFree, target.isUnderlinedByNothing {
            // DECALN leaves it, and DECRC: a flag that says underlined, and no underline. Restored, the flag is all
            // that comes back.
            put("\u{1B}7")
            csi("24m")
            put("\u{1B}8")
            savedCursorWasUsed = true
        }
    }

    /// Only the background, for cells that are erased.
    mutating func setBackground(_ color: TextColor) { setStyle(TextStyle(background: color)) }

    mutating func print(_ content: UInt32) {
        if content & Cell.clusterFlag == 0 {
            bytes.appendUTF8(content)
            return
        }
        tables.forEachScalar(of: content) { scalar in bytes.appendUTF8(scalar) }
    }
}

extension TextStyle {
    /// The flag is set, but there is neither an underline nor a link.
    var isUnderlinedByNothing: Bool {
        flags.contains(.underlined) && flags.contains(.extended) && underline == .none && link == 0
    }
}
