import Testing

@testable import Authentication

struct Base64URLTests {
    @Test func knownTexts() {
        let texts: [(String, String)] = [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ]
        for (plain, text) in texts {
            #expect(Base64URL.encode(plain.utf8) == text)
            #expect(Base64URL.decode(text.utf8) == Array(plain.utf8))
        }
        #expect(Base64URL.encode([0xFB, 0xFF, 0xBF]) == "-_-_")
    }

    /// All texts of two characters are 4096; exactly those of 256 bytes are canonical.
    @Test func eachByteHasOneText() {
        var decoded: [[UInt8]] = []
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                guard let bytes = Base64URL.decode([first, second]) else { continue }
                #expect(Array(Base64URL.encode(bytes).utf8) == [first, second])
                decoded.append(bytes)
            }
        }
        #expect(decoded.count == 256)
        #expect(Set(decoded).count == 256)
    }

    @Test func everythingElseIsRefused() {
        for text in [
            "A", "AAAAA", "AA==", "AA=", "Zm9v\n", " Zm9v", "Zm 9", "Zm+v", "Zm/v", "Zm?v", "Zm\u{0}v", "ZmÄ", "Zm9",
            "Zh",
        ] {
            #expect(Base64URL.decode(text.utf8) == nil, "\(text.debugDescription)")
        }
    }
}
