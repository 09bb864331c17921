import Testing

@testable import StrictJSON

/// Texts that RFC 8259 allows, each with what it means.
struct AcceptedTextTests {
    static let texts: [(String, JSONValue)] = [
        // Words, white space, empty containers.
        ("null", .null), ("true", true), ("false", false), (" \t\r\n true \t\r\n ", true),
        ("[]", []), ("[ ]", []), ("{}", [:]), ("{\n}", [:]), ("[[]   ]", [[]]), ("[{}]", [[:]]),
        ("[null, 1, \"1\", {}]", [nil, 1, "1", [:]]), ("[1\n,\t2 ]", [1, 2]),
        ("{\"a\":\"b\"}", ["a": "b"]), ("{ \"a\" : \"b\" , \"c\" : [ ] }", ["a": "b", "c": []]),
        ("{\"\":0}", ["": 0]), ("{\"a\\u0000b\":1}", ["a\u{0}b": 1]),
        ("{\"a\":{\"a\":{\"a\":1}}}", ["a": ["a": ["a": 1]]]),

        // Numbers.
        ("0", 0), ("-0", 0), ("-1", -1), ("123", 123), ("[0,0]", [0, 0]),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("-9223372036854775809", .number(-0x1p63)),
        ("0.5", 0.5), ("-0.0", .number(0)), ("1.0", .number(1)), ("0e1", .number(0)), ("0E+1", .number(0)),
        ("1e2", .number(100)), ("1E2", .number(100)), ("1e+2", .number(100)), ("1e-2", 0.01),
        ("123.456e78", 1.23456e80),
        ("1e01", .number(10)), ("1e-400", .number(0)), ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
        ("5e-324", .number(.leastNonzeroMagnitude)), ("0.1", 0.1),

        // Strings.
        ("\"\"", ""), ("\" \"", " "), ("\"/\"", "/"), ("\"\\/\"", "/"), ("\"\\\\\\\"\"", "\\\""),
        ("\"\\b\\f\\n\\r\\t\"", "\u{8}\u{c}\n\r\t"), ("\"\\u0061\"", "a"), ("\"\\u00e9\\u00E9\"", "éé"),
        ("\"\\u0000\"", "\u{0}"), ("\"\\\\u0000\"", "\\u0000"), ("\"\\uD834\\uDD1E\"", "\u{1D11E}"),
        ("\"\\ud83d\\ude00!\"", "😀!"), ("\"\\uDBFF\\uDFFF\"", "\u{10FFFF}"),
        ("\"\\uFFFF\\uE000\"", .string(String(UnicodeScalar(0xFFFF) ?? " ") + "\u{E000}")),
        ("\"\u{7f}\"", "\u{7f}"), ("\"\u{2028}\u{2029}\"", "\u{2028}\u{2029}"), ("\"é€😀\"", "é€😀"),
        ("\"a\u{FEFF}\"", "a\u{FEFF}"),
        (
            "\"\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{10000}\u{10FFFF}\"",
            "\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{10000}\u{10FFFF}"
        ),
        ("\"/* c */ // #\"", "/* c */ // #"),
    ]

    @Test func textsAreParsed() throws {
        for (text, value) in Self.texts {
            #expect(try JSONValue(parsing: text) == value, "\(text.debugDescription)")
            #expect(try JSONValue(parsing: Array(text.utf8)) == value)
            let fromPointer = try Array(text.utf8).withUnsafeBytes { try JSONValue(parsing: $0) }
            #expect(fromPointer == value)
        }
    }

    /// A slice does not start at index 0, and offsets are counted from its own start.
    @Test func slicesAreParsed() throws {
        let bytes = Array("xx[1]yy".utf8)
        #expect(try JSONValue(parsing: bytes[2..<5]) == [1])
        #expect(throws: JSONError(kind: .trailingData, offset: 3)) { try JSONValue(parsing: bytes[2...]) }
    }

    @Test func nestingIsFollowedToTheDepthThatIsAllowed() throws {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            for depth in [1, 2, 31, 32] {
                let text = String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
                #expect(throws: Never.self) { try JSONValue(parsing: text, maximumDepth: depth) }
                #expect(throws: JSONError(kind: .tooDeep, offset: open.utf8.count * (depth - 1))) {
                    try JSONValue(parsing: text, maximumDepth: depth - 1)
                }
            }
        }
        #expect(try JSONValue(parsing: "1", maximumDepth: 0) == 1)
    }

    @Test func boundlessNestingIsRefusedWhateverTheCallerAllows() throws {
        let deep = String(repeating: "[", count: 1_000_000)
        #expect(throws: JSONError(kind: .tooDeep, offset: 32)) { try JSONValue(parsing: deep) }
        #expect(throws: JSONError(kind: .tooDeep, offset: JSONValue.depthLimit)) {
            try JSONValue(parsing: deep, maximumDepth: .max)
        }
        #expect(throws: JSONError(kind: .tooDeep, offset: 0)) { try JSONValue(parsing: deep, maximumDepth: -1) }
    }

    @Test func accessorsAnswerOnlyForTheirOwnKind() throws {
        let value: JSONValue = ["b": true, "i": 1, "n": 1.5, "s": "x", "a": [1], "o": ["p": nil]]
        #expect(value["b"]?.boolValue == true)
        #expect(value["i"]?.integerValue == 1)
        #expect(value["i"]?.doubleValue == 1)
        #expect(value["n"]?.doubleValue == 1.5)
        #expect(value["n"]?.integerValue == nil)
        #expect(value["s"]?.stringValue == "x")
        #expect(value["a"]?.arrayValue == [1])
        #expect(value["o"]?["p"]?.isNull == true)
        #expect(value["o"]?.objectValue == ["p": nil])
        #expect(value["missing"] == nil)
        #expect(value["s"]?["x"] == nil)
        for other in [JSONValue.null, "1", [], [:]] {
            #expect(other.boolValue == nil && other.integerValue == nil && other.doubleValue == nil)
        }
        #expect(JSONValue(true).stringValue == nil && JSONValue(true).arrayValue == nil)
        #expect(JSONValue(UInt8(7)) == 7)
        #expect(JSONValue(UInt64.max) == .number(0x1p64))
    }
}
