/// A position in JSON text, and the scalars that can be read at it.
struct JSONReader {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// The byte at the position, or nil at the end.
    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    var isAtEnd: Bool { position == bytes.count }

    /// What is wrong when the byte at the position fits nothing that may come here.
    var unexpected: JSONError { error(isAtEnd ? .unexpectedEnd : .unexpectedByte) }

    func error(_ kind: JSONError.Kind) -> JSONError { JSONError(kind: kind, offset: position) }

    /// Steps over the byte at the position, of which there is one.
    mutating func advance() { position += 1 }

    /// Steps over `byte` if it is next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    mutating func skipWhitespace() {
        while let byte = peek {
            switch byte {
            case ASCII.space, ASCII.tab, ASCII.lineFeed, ASCII.carriageReturn: position += 1
            default: return
            }
        }
    }

    func refuseByteOrderMark() throws(JSONError) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw error(.byteOrderMark) }
    }

    mutating func readScalar() throws(JSONError) -> JSONValue {
        switch peek {
        case ASCII.quote: .string(try readString())
        case ASCII.minus, .some(ASCII.digits): try readNumber()
        case UInt8(ascii: "t"): try readWord("true", .bool(true))
        case UInt8(ascii: "f"): try readWord("false", .bool(false))
        case UInt8(ascii: "n"): try readWord("null", .null)
        default: throw unexpected
        }
    }

    private mutating func readWord(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for byte in String(describing: word).utf8 {
            guard take(byte) else { throw unexpected }
        }
        return value
    }
}

// MARK: - Numbers

extension JSONReader {
    private mutating func readNumber() throws(JSONError) -> JSONValue {
        let start = position
        var isInteger = true
        _ = take(ASCII.minus)
        let hasLeadingZero = peek == ASCII.zero
        let digits = try readDigits()
        if hasLeadingZero, digits > 1 { throw JSONError(kind: .invalidNumber, offset: start) }
        if take(ASCII.point) {
            isInteger = false
            _ = try readDigits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            isInteger = false
            advance()
            if !take(ASCII.plus) { _ = take(ASCII.minus) }
            _ = try readDigits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else {
            throw JSONError(kind: .numberOutOfRange, offset: start)
        }
        return .number(value)
    }

    /// Reads one digit or more, and says how many.
    private mutating func readDigits() throws(JSONError) -> Int {
        let start = position
        while let byte = peek, ASCII.digits.contains(byte) { position += 1 }
        guard position > start else { throw error(.invalidNumber) }
        return position - start
    }
}

// MARK: - Strings

extension JSONReader {
    /// Reads a string, of which the opening quote is next.
    mutating func readString() throws(JSONError) -> String {
        advance()
        var text: [UInt8] = []
        var runStart = position
        while let byte = peek {
            switch byte {
            case ASCII.quote:
                text.append(contentsOf: bytes[runStart..<position])
                advance()
                return String(decoding: text, as: UTF8.self)
            case ASCII.backslash:
                text.append(contentsOf: bytes[runStart..<position])
                text.append(contentsOf: try readEscape().utf8)
                runStart = position
            case 0..<ASCII.space: throw error(.controlCharacter)
            case 0x80...: try skipMultibyteScalar()
            default: advance()
            }
        }
        throw error(.unexpectedEnd)
    }

    private mutating func readEscape() throws(JSONError) -> Unicode.Scalar {
        let start = position
        advance()
        guard let byte = peek else { throw error(.unexpectedEnd) }
        advance()
        switch byte {
        case ASCII.quote, ASCII.backslash, ASCII.slash: return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return Unicode.Scalar(ASCII.backspace)
        case UInt8(ascii: "f"): return Unicode.Scalar(ASCII.formFeed)
        case UInt8(ascii: "n"): return Unicode.Scalar(ASCII.lineFeed)
        case UInt8(ascii: "r"): return Unicode.Scalar(ASCII.carriageReturn)
        case UInt8(ascii: "t"): return Unicode.Scalar(ASCII.tab)
        case UInt8(ascii: "u"): return try readUnicodeEscape(startedAt: start)
        default: throw JSONError(kind: .invalidEscape, offset: start)
        }
    }

    /// Reads the digits of `\uXXXX`, and the second escape when the first is half of a surrogate pair.
    private mutating func readUnicodeEscape(startedAt start: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try readFourHexadecimalDigits()
        // Fails for surrogates only.
        if let scalar = Unicode.Scalar(first) { return scalar }
        let loneSurrogate = JSONError(kind: .loneSurrogate, offset: start)
        guard first < 0xDC00, take(ASCII.backslash), take(UInt8(ascii: "u")) else { throw loneSurrogate }
        let second = try readFourHexadecimalDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw loneSurrogate }
        return scalar
    }

    private mutating func readFourHexadecimalDigits() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek else { throw error(.unexpectedEnd) }
            guard let digit = ASCII.hexadecimalValue(byte) else { throw error(.invalidEscape) }
            value = value << 4 | digit
            advance()
        }
        return value
    }

    /// Steps over a character of two to four bytes, well-formed as table 3-7 of the Unicode standard demands: no
    /// overlong forms, no surrogates, nothing above U+10FFFF.
    private mutating func skipMultibyteScalar() throws(JSONError) {
        let second: ClosedRange<UInt8>
        let length: Int
        switch bytes[position] {
        case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
        case 0xE0: (second, length) = (0xA0...0xBF, 3)
        case 0xED: (second, length) = (0x80...0x9F, 3)
        case 0xE1...0xEF: (second, length) = (0x80...0xBF, 3)
        case 0xF0: (second, length) = (0x90...0xBF, 4)
        case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
        case 0xF4: (second, length) = (0x80...0x8F, 4)
        default: throw error(.invalidUTF8)
        }
        guard position + length <= bytes.count, second.contains(bytes[position + 1]),
            bytes[(position + 2)..<(position + length)].allSatisfy({ (0x80...0xBF).contains($0) })
        else { throw error(.invalidUTF8) }
        position += length
    }
}
