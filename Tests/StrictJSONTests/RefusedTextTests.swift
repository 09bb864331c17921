import Testing

@testable import StrictJSON

/// Texts and bytes that RFC 8259 does not allow, each with what is wrong and where.
struct RefusedTextTests {
    static let texts: [(String, JSONError.Kind, Int)] = [
        // Nothing, and too much.
        ("", .unexpectedEnd, 0), (" ", .unexpectedEnd, 1), ("1 2", .trailingData, 2), ("[] []", .trailingData, 3),
        ("{}}", .trailingData, 2), ("[]]", .trailingData, 2), ("true,", .trailingData, 4), ("{}#", .trailingData, 2),
        ("\"a\"\"b\"", .trailingData, 3), ("nullx", .trailingData, 4), ("[1]x", .trailingData, 3),
        ("1\u{0}", .trailingData, 1),
        ("\u{FEFF}1", .byteOrderMark, 0), ("\u{FEFF}", .byteOrderMark, 0), (" \u{FEFF}1", .unexpectedByte, 1),

        // Words and foreign values.
        ("nul", .unexpectedEnd, 3), ("tru3", .unexpectedByte, 3), ("True", .unexpectedByte, 0),
        ("NaN", .unexpectedByte, 0),
        ("Infinity", .unexpectedByte, 0), ("-Infinity", .invalidNumber, 1), ("-NaN", .invalidNumber, 1),
        ("undefined", .unexpectedByte, 0), ("'a'", .unexpectedByte, 0), ("a", .unexpectedByte, 0),
        ("\\n", .unexpectedByte, 0),
        ("\u{0C}1", .unexpectedByte, 0), ("\u{A0}1", .unexpectedByte, 0), ("\u{2060}1", .unexpectedByte, 0),
        ("/**/1", .unexpectedByte, 0), ("1//", .trailingData, 1), ("\u{0}", .unexpectedByte, 0),

        // Arrays.
        ("[", .unexpectedEnd, 1), ("[1", .unexpectedEnd, 2), ("[1,", .unexpectedEnd, 3), ("[1,]", .unexpectedByte, 3),
        ("[,1]", .unexpectedByte, 1), ("[1,,2]", .unexpectedByte, 3), ("[,]", .unexpectedByte, 1),
        ("[1 2]", .unexpectedByte, 3),
        ("[1:2]", .unexpectedByte, 2), ("[1}", .unexpectedByte, 2), ("]", .unexpectedByte, 0),
        ("[\"a\"", .unexpectedEnd, 4),
        ("[*]", .unexpectedByte, 1), ("[1;2]", .unexpectedByte, 2), ("[/**/]", .unexpectedByte, 1),
        ("[[1]", .unexpectedEnd, 4),

        // Objects.
        ("{", .unexpectedEnd, 1), ("{\"a\"", .unexpectedEnd, 4), ("{\"a\":", .unexpectedEnd, 5),
        ("{\"a\":1", .unexpectedEnd, 6),
        ("{\"a\":1,", .unexpectedEnd, 7), ("{\"a\":1,}", .unexpectedByte, 7), ("{,}", .unexpectedByte, 1),
        ("{\"a\"}", .unexpectedByte, 4), ("{\"a\" 1}", .unexpectedByte, 5), ("{\"a\"::1}", .unexpectedByte, 5),
        ("{\"a\",1}", .unexpectedByte, 4), ("{a:1}", .unexpectedByte, 1), ("{1:1}", .unexpectedByte, 1),
        ("{null:1}", .unexpectedByte, 1), ("{'a':1}", .unexpectedByte, 1), ("{\"a\":1]", .unexpectedByte, 6),
        ("{\"a\":1 \"b\":2}", .unexpectedByte, 7), ("{\"a\":1,,\"b\":2}", .unexpectedByte, 7),
        ("}", .unexpectedByte, 0),
        ("{\"a\":/*x*/1}", .unexpectedByte, 5), ("{[]:1}", .unexpectedByte, 1), ("{\"a\":}", .unexpectedByte, 5),
        ("{\"a\":1,\"a\":2}", .duplicateMember, 7), ("{\"a\":1,\"\\u0061\":1}", .duplicateMember, 7),
        ("{\"\":1,\"\":1}", .duplicateMember, 6), ("{\"x\":{\"b\":1,\"a\":1,\"b\":1}}", .duplicateMember, 18),
        ("{\"\\u00e9\":1,\"e\\u0301\":1}", .duplicateMember, 12),

        // Numbers.
        ("-", .invalidNumber, 1), ("+1", .unexpectedByte, 0), ("--1", .invalidNumber, 1), ("01", .invalidNumber, 0),
        ("-01", .invalidNumber, 0), ("00", .invalidNumber, 0), ("[-012]", .invalidNumber, 1),
        (".5", .unexpectedByte, 0),
        ("-.5", .invalidNumber, 1), ("1.", .invalidNumber, 2), ("1.e1", .invalidNumber, 2), ("0.e1", .invalidNumber, 2),
        ("1e", .invalidNumber, 2), ("1e+", .invalidNumber, 3), ("1E-", .invalidNumber, 3), ("1e1.5", .trailingData, 3),
        ("1.2.3", .trailingData, 3), ("0x1", .trailingData, 1), ("1_000", .trailingData, 1),
        ("1ee1", .invalidNumber, 2),
        ("1e+-1", .invalidNumber, 3), ("1 000", .trailingData, 2), ("\u{FF11}", .unexpectedByte, 0),
        ("1a", .trailingData, 1),
        ("- 1", .invalidNumber, 1), ("1e400", .numberOutOfRange, 0), ("[-1e400]", .numberOutOfRange, 1),
        ("1.8e308", .numberOutOfRange, 0), ("1e99999999999999999999", .numberOutOfRange, 0),

        // Strings.
        ("\"", .unexpectedEnd, 1), ("\"a", .unexpectedEnd, 2), ("\"\\", .unexpectedEnd, 2),
        ("\"\\\"", .unexpectedEnd, 3),
        ("\"a\nb\"", .controlCharacter, 2), ("\"\t\"", .controlCharacter, 1), ("\"\u{0}\"", .controlCharacter, 1),
        ("\"\u{1F}\"", .controlCharacter, 1), ("{\"\n\":1}", .controlCharacter, 2),
        ("\"\\a\"", .invalidEscape, 1), ("\"\\x00\"", .invalidEscape, 1), ("\"\\'\"", .invalidEscape, 1),
        ("\"\\U0061\"", .invalidEscape, 1), ("\"\\\n\"", .invalidEscape, 1), ("\"\\é\"", .invalidEscape, 1),
        ("\"\\u\"", .invalidEscape, 3), ("\"\\u00\"", .invalidEscape, 5), ("\"\\u00g0\"", .invalidEscape, 5),
        ("\"\\u+061\"", .invalidEscape, 3), ("\"\\u006", .unexpectedEnd, 6), ("\"\\u{61}\"", .invalidEscape, 3),
        ("\"\\uD800\"", .loneSurrogate, 1), ("\"\\uDC00\"", .loneSurrogate, 1),
        ("\"\\uDFFF\\uD800\"", .loneSurrogate, 1),
        ("\"\\uD800\\n\"", .loneSurrogate, 1), ("\"\\uD800\\uD800\"", .loneSurrogate, 1),
        ("\"\\uD800a\"", .loneSurrogate, 1),
        ("\"\\uD800\\u0061\"", .loneSurrogate, 1), ("\"\\uD834\\u\"", .invalidEscape, 9),
        ("\"\\uD834\\", .loneSurrogate, 1),
    ]

    // A loop rather than arguments of the test, whose control characters would end up in the terminal.
    @Test func textsAreRefused() {
        for (text, kind, offset) in Self.texts {
            #expect(throws: JSONError(kind: kind, offset: offset), "\(text.debugDescription)") {
                try JSONValue(parsing: text)
            }
        }
    }

    /// Inside a string, after one good byte.
    static let malformedUTF8: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x22], [0xC2, 0xC2], [0xE0, 0x80, 0x80],
        [0xE0, 0x9F, 0xBF], [0xE1, 0x80], [0xE1, 0x80, 0x22], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBF],
        [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF1, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
        [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xFF, 0xFE],
    ]

    @Test(arguments: malformedUTF8)
    func malformedUTF8IsRefused(bytes: [UInt8]) {
        let invalid = JSONError(kind: .invalidUTF8, offset: 2)
        #expect(throws: invalid) { try JSONValue(parsing: Array("\"a".utf8) + bytes + Array("\"".utf8)) }
        #expect(throws: invalid) { try JSONValue(parsing: Array("\"a".utf8) + bytes) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array("[1".utf8) + bytes + Array("]".utf8)) }
    }

    @Test func otherEncodingsAreRefused() {
        let utf16: [UInt8] = [0xFF, 0xFE, 0x5B, 0x00, 0x5D, 0x00]
        #expect(throws: JSONError.self) { try JSONValue(parsing: utf16) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: utf16.dropFirst(2)) }
    }

    @Test func errorsNameTheFaultAndTheByte() {
        #expect(JSONError(kind: .duplicateMember, offset: 7).description == "duplicate member name at byte 7")
    }
}
