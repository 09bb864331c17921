/// Makes characters of UTF-8 that comes byte by byte, wherever the stream was cut. What is no UTF-8 becomes U+FFFD, once
/// for each part that could have begun a character, as Unicode recommends and `String(decoding:as:)` does it.
struct UTF8Decoder: Sendable {
    private static let replacement: Unicode.Scalar = "\u{FFFD}"

    /// The bits of the character so far.
    private var value: UInt32 = 0
    /// How many bytes it lacks.
    private var missing = 0
    /// What the next of them may be: the first ones decide more than that it is a continuation.
    private var next: ClosedRange<UInt8> = 0x80...0xBF

    /// Whether a character has begun and not ended.
    var isWithin: Bool { missing > 0 }

    /// - Parameter emit: gets what is complete with this byte, up to two characters.
    mutating func take(_ byte: UInt8, _ emit: (Unicode.Scalar) -> Void) {
        if missing > 0 {
            guard next.contains(byte) else {
                finish(emit)
                return take(byte, emit)
            }
            value = value << 6 | UInt32(byte & 0x3F)
            missing -= 1
            next = 0x80...0xBF
            if missing == 0 { emit(Unicode.Scalar(value) ?? Self.replacement) }
            return
        }
        next = 0x80...0xBF
        switch byte {
        case 0..<0x80: emit(Unicode.Scalar(byte))
        case 0xC2...0xDF: begin(byte & 0x1F, missing: 1)
        case 0xE0...0xEF:
            // No longer form than needed, and no half of a pair of UTF-16.
            if byte == 0xE0 { next = 0xA0...0xBF }
            if byte == 0xED { next = 0x80...0x9F }
            begin(byte & 0x0F, missing: 2)
        case 0xF0...0xF4:
            if byte == 0xF0 { next = 0x90...0xBF }
            if byte == 0xF4 { next = 0x80...0x8F }
            begin(byte & 0x07, missing: 3)
        default: emit(Self.replacement)
        }
    }

    /// The stream ends here, or something begins that is no text.
    mutating func finish(_ emit: (Unicode.Scalar) -> Void) {
        guard missing > 0 else { return }
        missing = 0
        emit(Self.replacement)
    }

    private mutating func begin(_ bits: UInt8, missing: Int) {
        value = UInt32(bits)
        self.missing = missing
    }
}
