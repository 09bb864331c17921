import LineOutput
import StrictJSON

/// Rows of texts that others have chosen, shown so that they stay texts.
struct CellTable {
    var columns: [String]
    var rows: [[String]]

    func print(_ format: OutputFormat, json: @autoclosure () -> JSONValue) {
        switch format {
        case .table: Console.write(text, to: 1)
        case .json: Console.printLine(PrintableText.escaped(json().encodedString))
        case .csv: Console.write(csv, to: 1)
        }
    }

    // MARK: For people

    /// Columns with two spaces between them; their names in capitals above.
    var text: String {
        let cells =
            [columns.map { $0.uppercased() }] + rows.map { $0.map { $0.isEmpty ? "-" : PrintableText.escaped($0) } }
        let widths = columns.indices.map { column in cells.map { Self.width($0[column]) }.max() ?? 0 }
        return cells.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                // Nothing is behind the last one.
                guard column < row.count - 1 else { break }
                line += String(repeating: " ", count: widths[column] - Self.width(cell) + 2)
            }
            return line + "\n"
        }.joined()
    }

    /// In cells of a terminal, near enough for texts in most scripts.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { width, scalar in
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark: return width
            default: break
            }
            if scalar.properties.isEmojiPresentation { return width + 2 }
            switch scalar.value {
            // Hangul, CJK and their full-width forms.
            case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
                0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
                return width + 2
            default: return width + 1
            }
        }
    }

    // MARK: For programs

    /// With the names of the columns in the first line; lines end in CR LF.
    var csv: String {
        ([columns] + rows).map { row in row.map(Self.field).joined(separator: ",") + "\r\n" }.joined()
    }

    /// The signs also in their full width, which East Asian input methods write; a first line may be empty.
    private static let formulaStarts = Set("=+-@＝＋－＠\n".unicodeScalars)

    /// Scalar by scalar: a quote with an accent behind it is one character to Swift, and still a quote to readers of CSV.
    private static func field(_ text: String) -> String {
        // Lines may be several; all else that a terminal would obey is shown.
        var safe = text.unicodeScalars.reduce(into: "") { safe, scalar in
            safe += scalar == "\n" ? "\n" : PrintableText.escaped(String(scalar))
        }
        // A spreadsheet takes what begins like this for a formula, and computes what somebody else has written.
        if let first = safe.unicodeScalars.first, Self.formulaStarts.contains(first), Double(safe) == nil {
            safe = "'" + safe
        }
        guard safe.unicodeScalars.contains(where: { $0 == "," || $0 == "\"" || $0 == "\n" }) else { return safe }
        var quoted = "\""
        for scalar in safe.unicodeScalars {
            quoted.unicodeScalars.append(scalar)
            if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
        }
        quoted.unicodeScalars.append("\"")
        return quoted
    }
}

/// Names and values of one thing, one below the other.
struct FieldTable {
    var fields: [(name: String, value: String)]

    func print(_ format: OutputFormat, json: @autoclosure () -> JSONValue) {
        guard format == .table else {
            return CellTable(columns: ["field", "value"], rows: fields.map { [$0.name, $0.value] })
                .print(format, json: json())
        }
        // Names may be a server's as well: its figures come with them.
        let fields = fields.map { (name: PrintableText.escaped($0.name), value: PrintableText.escaped($0.value)) }
        let width = fields.map { CellTable.width($0.name) }.max() ?? 0
        for (name, value) in fields {
            let gap = String(repeating: " ", count: width - CellTable.width(name) + 2)
            Console.printLine(name + gap + (value.isEmpty ? "-" : value))
        }
    }
}
