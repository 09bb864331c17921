extension JSONValue {
    /// The value as compact JSON text in UTF-8. Members are sorted by name, so that equal values have equal texts.
    ///
    /// Doubles keep every bit but the sign of a zero; those that are not finite, which JSON cannot say, become `null`.
    public func encoded() -> [UInt8] {
        var output: [UInt8] = []
        append(to: &output)
        return output
    }

    /// What `encoded()` returns, as a string.
    public var encodedString: String { String(decoding: encoded(), as: UTF8.self) }

    private func append(to output: inout [UInt8]) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): output.append(contentsOf: String(value).utf8)
        case .number(let value): Self.append(value, to: &output)
        case .string(let value): Self.append(value, to: &output)
        case .array(let elements):
            output.append(ASCII.openBracket)
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(ASCII.comma) }
                element.append(to: &output)
            }
            output.append(ASCII.closeBracket)
        case .object(let members):
            output.append(ASCII.openBrace)
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { output.append(ASCII.comma) }
                Self.append(member.key, to: &output)
                output.append(ASCII.colon)
                member.value.append(to: &output)
            }
            output.append(ASCII.closeBrace)
        }
    }

    private static func append(_ number: Double, to output: inout [UInt8]) {
        guard number.isFinite else { return output.append(contentsOf: "null".utf8) }
        // The shortest text that reads back as the same double, in a form that JSON's grammar knows.
        let text = number.description
        output.append(contentsOf: (text.hasSuffix(".0") ? text.dropLast(2) : text[...]).utf8)
    }

    private static func append(_ string: String, to output: inout [UInt8]) {
        output.append(ASCII.quote)
        for byte in string.utf8 {
            switch byte {
            case ASCII.quote, ASCII.backslash: output.append(contentsOf: [ASCII.backslash, byte])
            case ASCII.lineFeed: output.append(contentsOf: "\\n".utf8)
            case ASCII.carriageReturn: output.append(contentsOf: "\\r".utf8)
            case ASCII.tab: output.append(contentsOf: "\\t".utf8)
            case 0..<ASCII.space:
                output.append(contentsOf: "\\u00".utf8)
                if byte < 0x10 { output.append(ASCII.zero) }
                output.append(contentsOf: String(byte, radix: 16).utf8)
            default: output.append(byte)
            }
        }
        output.append(ASCII.quote)
    }
}
