/// The value of a header field and the parameters behind it: `form-data; name="file"; filename="a b"`.
struct HeaderParameters {
    /// What is in front of the first semicolon.
    let value: String
    /// False as soon as something is not as RFC 9110 (5.6.6) has it. Then there are no more parameters.
    private(set) var isValid = true
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        let end = bytes.firstIndex(of: UInt8(ascii: ";")) ?? bytes.endIndex
        value = String(decoding: Self.trim(bytes[..<end]), as: UTF8.self)
        rest = bytes[end...]
    }

    /// The next parameter, its name in lower case, its value without quotes.
    mutating func next() -> (name: String, value: [UInt8])? {
        // Behind a value there is a semicolon or nothing.
        while isValid, rest.popFirst() != nil {
            skipBlanks()
            // Nothing between two semicolons, or behind the last.
            if rest.isEmpty || rest.first == UInt8(ascii: ";") { continue }
            let end = rest.firstIndex(of: UInt8(ascii: "=")) ?? rest.endIndex
            let name = rest[..<end]
            rest = rest[end...].dropFirst()
            let value = parseValue()
            skipBlanks()
            guard let value, !name.isEmpty, name.allSatisfy(Self.isToken),
                rest.isEmpty || rest.first == UInt8(ascii: ";")
            else {
                isValid = false
                return nil
            }
            return (String(decoding: name, as: UTF8.self).lowercased(), value)
        }
        return nil
    }

    private mutating func parseValue() -> [UInt8]? {
        guard rest.first == UInt8(ascii: "\"") else {
            let end = rest.firstIndex { !Self.isToken($0) } ?? rest.endIndex
            defer { rest = rest[end...] }
            return end > rest.startIndex ? Array(rest[..<end]) : nil
        }
        rest = rest.dropFirst()
        var value: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return value
            // Browsers write a backslash of a name as it is, and others escape it. Both mean a quote by this.
            case UInt8(ascii: "\\") where rest.first == UInt8(ascii: "\"") || rest.first == UInt8(ascii: "\\"):
                if let escaped = rest.popFirst() { value.append(escaped) }
            default: value.append(byte)
            }
        }
        return nil
    }

    private mutating func skipBlanks() { rest = rest.drop(while: Self.isBlank) }

    static func trim(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return bytes
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    /// `tchar` of RFC 9110, 5.6.2.
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
