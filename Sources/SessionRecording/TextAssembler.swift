/// Makes text of bytes that come in pieces. A character that is cut in two by the end of a piece waits for its rest;
/// what is no UTF-8 becomes U+FFFD, just as if all had come in one piece.
struct TextAssembler: Sendable {
    /// The beginning of a character, at most three bytes.
    private var waiting: [UInt8] = []

    mutating func add(_ bytes: some Sequence<UInt8>) -> String {
        let all = waiting + bytes
        let cut = all.count - Self.unfinishedBytes(atEndOf: all)
        waiting = Array(all[cut...])
        return String(decoding: all[..<cut], as: UTF8.self)
    }

    /// Nothing follows, or not what should: what waits is text as it is.
    mutating func finish() -> String {
        defer { waiting = [] }
        return String(decoding: waiting, as: UTF8.self)
    }

    /// How many bytes at the end may be the beginning of a longer character.
    private static func unfinishedBytes(atEndOf bytes: [UInt8]) -> Int {
        for (index, byte) in bytes.suffix(3).reversed().enumerated() {
            let length =
                switch byte {
                case 0x80...0xBF: 0
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                default: 1
                }
            // A byte that continues a character: its beginning lies further to the front.
            if length == 0 { continue }
            return length > index + 1 ? index + 1 : 0
        }
        return 0
    }
}
