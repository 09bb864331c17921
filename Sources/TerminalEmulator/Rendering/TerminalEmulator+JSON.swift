extension TerminalEmulator {
    /// The screen as a JSON document:
    ///
    /// `columns`, `rows`, `alternate`, `title`, `cursor` (`column` and `row` from 0, `visible`, `shape`) and `lines`,
    /// each with `text`, `wrapped` (the row continues the one above) and `spans`: `column`, `width`, `text`, and
    /// where they are not the default `foreground` and `background` (`#rrggbb`), `attributes` (names) and `link`.
    public func json() -> String {
        var result =
            "{\"columns\":\(columns),\"rows\":\(rows),\"alternate\":\(isAlternate),\"title\":\(Self.quoted(title)),"
            + "\"cursor\":{\"column\":\(cursor.column),\"row\":\(cursor.row),\"visible\":\(cursor.isVisible),"
            + "\"shape\":\(Self.quoted(cursor.shape.rawValue))},\"lines\":["
        for row in 0..<rows {
            let runs = runs(row: row)
            if row > 0 { result += "," }
            result += "{\"text\":\(Self.quoted(runs.map(\.text).joined())),\"wrapped\":\(screen.rows[row].isWrapped),"
            result += "\"spans\":[" + runs.map { json($0) }.joined(separator: ",") + "]}"
        }
        return result + "]}"
    }

    private func json(_ run: StyledRun) -> String {
        var members = ["\"column\":\(run.column)", "\"width\":\(run.width)", "\"text\":\(Self.quoted(run.text))"]
        let colors = visibleColors(run.style)
        if let color = colors.foreground { members.append("\"foreground\":\"\(color.hexadecimal)\"") }
        if let color = colors.background { members.append("\"background\":\"\(color.hexadecimal)\"") }
        let names: [(TextStyle.Flags, String)] = [
            (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.blink, "blink"), (.inverse, "inverse"),
            (.invisible, "invisible"), (.strikethrough, "strikethrough"), (.overline, "overline"),
        ]
        var attributes = names.filter { run.style.flags.contains($0.0) }.map { Self.quoted($0.1) }
        if run.style.visibleUnderline != .none { attributes.append("\"underline\"") }
        if !attributes.isEmpty { members.append("\"attributes\":[" + attributes.joined(separator: ",") + "]") }
        if let address = address(run.style.link) { members.append("\"link\":\(Self.quoted(address))") }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// A JSON string (RFC 8259). Nothing on a screen is a control character but what a title may have, DEL.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case ..<"\u{20}": result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
