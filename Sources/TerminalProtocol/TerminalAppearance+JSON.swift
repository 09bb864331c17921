internal import StrictJSON

extension TerminalAppearance {
    init(_ fields: FieldReader) throws(ErrorBody) {
        self.init()
        foreground = try Self.color("foreground", fields)
        background = try Self.color("background", fields)
        cursor = try Self.color("cursor", fields)
        ansi = try Self.palette(fields["ansi"])
        cellWidth = try Self.pixels("cell_width", fields)
        cellHeight = try Self.pixels("cell_height", fields)
    }

    /// What is known of it, as a message has it.
    var members: [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        members["foreground"] = foreground.map { .string($0.text) }
        members["background"] = background.map { .string($0.text) }
        members["cursor"] = cursor.map { .string($0.text) }
        if !ansi.isEmpty { members["ansi"] = .array(ansi.map { .string($0.text) }) }
        if cellWidth > 0 { members["cell_width"] = JSONValue(cellWidth) }
        if cellHeight > 0 { members["cell_height"] = JSONValue(cellHeight) }
        return members
    }

    private static func color(_ name: String, _ fields: FieldReader) throws(ErrorBody) -> Color? {
        guard let value = fields[name] else { return nil }
        guard let color = value.stringValue.flatMap(Color.init) else {
            throw .invalidField(name, expected: "a colour as #rrggbb")
        }
        return color
    }

    private static func palette(_ value: JSONValue?) throws(ErrorBody) -> [Color] {
        guard let value else { return [] }
        let colors = value.arrayValue?.compactMap { $0.stringValue.flatMap(Color.init) } ?? []
        guard colors.count == ansiColors, value.arrayValue?.count == ansiColors else {
            throw .invalidField("ansi", expected: "\(ansiColors) colours as #rrggbb")
        }
        return colors
    }

    private static func pixels(_ name: String, _ fields: FieldReader) throws(ErrorBody) -> Int {
        guard let value = fields[name] else { return 0 }
        guard let number = value.integerValue, (1...Int64(largestCell)).contains(number) else {
            throw .invalidField(name, expected: "a whole number from 1 to \(largestCell)")
        }
        return Int(number)
    }
}

extension TerminalAppearance.Color {
    fileprivate var text: String {
        "#"
            + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
