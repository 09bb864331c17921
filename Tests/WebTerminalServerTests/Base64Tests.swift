import Testing

@testable import WebTerminalServer

@Suite struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmE=", "fooba"),
        ("Zm9vYmFy", "foobar"), ("G1sxOzJj", "\u{1B}[1;2c"),
    ])
    func isRead(text: String, bytes: String) {
        #expect(Base64.decode(text) == Array(bytes.utf8))
    }

    @Test(arguments: ["Z", "Zg", "Zg=", "Zh==", "Zm9=", "====", "Z===", "Zg==Zg==", "Zm9v\n", "Zm9 ", "Zm_-", "=Zg="])
    func isRefused(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func everyByteIsRead() {
        #expect(Base64.decode("+/8A/w==") == [0xFB, 0xFF, 0x00, 0xFF])
    }
}
