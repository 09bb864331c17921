import StrictJSON
import TestKit
import Testing

struct EncodingTests {
    static let texts: [(JSONValue, String)] = [
        (nil, "null"), (true, "true"), (false, "false"), ([], "[]"), ([:], "{}"),
        (["b": 1, "a": [1, nil], "c": ["": "x"]], "{\"a\":[1,null],\"b\":1,\"c\":{\"\":\"x\"}}"),
        (.integer(.max), "9223372036854775807"), (.integer(.min), "-9223372036854775808"),
        (.number(1), "1"), (.number(-0.0), "-0"), (0.1, "0.1"), (.number(1e16), "1e+16"), (.number(1e-5), "1e-05"),
        (.number(0x1p53), "9007199254740992"), (.number(.infinity), "null"), (.number(-.infinity), "null"),
        (.number(.nan), "null"),
        ("\"\\/", "\"\\\"\\\\/\""), ("\n\r\t\u{8}\u{c}", "\"\\n\\r\\t\\u0008\\u000c\""),
        ("\u{0}\u{1f}", "\"\\u0000\\u001f\""),
        ("\u{7f}é😀\u{2028}", "\"\u{7f}é😀\u{2028}\""), (["\n": 1], "{\"\\n\":1}"),
    ]

    @Test func valuesAreEncoded() {
        for (value, text) in Self.texts {
            #expect(value.encodedString == text)
            #expect(value.encoded() == Array(text.utf8))
        }
    }

    @Test func everyScalarSurvives() throws {
        for block in stride(from: UInt32(0), through: 0x10FFFF, by: 0x400) {
            let scalars = (block..<(block + 0x400)).compactMap(Unicode.Scalar.init)
            let string = String(String.UnicodeScalarView(scalars))
            let parsed = try JSONValue(parsing: JSONValue.string(string).encoded())
            // Compared by scalars: strings that are only canonically equivalent are equal to Swift.
            #expect(parsed.stringValue.map { Array($0.unicodeScalars) } == scalars)
        }
    }

    @Test func everyDoubleSurvives() throws {
        var random = SeededRandom(seed: 11)
        for _ in 0..<20_000 {
            let number = Double(bitPattern: random.next())
            guard number.isFinite else { continue }
            let parsed = try JSONValue(parsing: JSONValue.number(number).encoded())
            #expect(parsed.doubleValue == number)
        }
    }

    @Test func aDictionaryLiteralWithEqualNamesKeepsTheLast() {
        #expect((["a": 1, "a": 2] as JSONValue) == ["a": 2])
    }
}
