internal import Glibc

/// Whether the shell has switched bracketed paste on (DECSET 2004): then what stands between the two marks of a paste is
/// text to it, line ends and tabs included, and one line to run.
///
/// Shells switch it on when they begin to read a line, and off when they have one. That tells also when a shell reads on
/// because what it has is not whole.
struct BracketedPaste: Sendable {
    /// What is in front of a paste, and behind it.
    static let start: [UInt8] = Array("\u{1B}[200~".utf8)
    static let end: [UInt8] = Array("\u{1B}[201~".utf8)

    private(set) var isOn = false
    /// How often it was switched off.
    private(set) var offCount: UInt64 = 0

    /// How much of the sequence has been seen: 0 nothing, 1 ESC, 2 `ESC [`, 3 `ESC [ ?` and on to numbers.
    private var matched = 0
    private var number = 0
    private var isMeant = false

    mutating func read(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        while index < bytes.count {
            if matched == 0 {
                guard let base = bytes.baseAddress, let found = memchr(base + index, 0x1B, bytes.count - index) else {
                    return
                }
                index = UnsafeRawPointer(found) - base + 1
                matched = 1
                continue
            }
            take(bytes[index])
            index += 1
        }
    }

    private mutating func take(_ byte: UInt8) {
        switch (matched, byte) {
        case (_, 0x1B): matched = 1
        case (1, UInt8(ascii: "[")): matched = 2
        case (2, UInt8(ascii: "?")):
            matched = 3
            number = 0
            isMeant = false
        case (3, UInt8(ascii: "0")...UInt8(ascii: "9")):
            number = min(number * 10 + Int(byte - UInt8(ascii: "0")), 100_000)
        case (3, UInt8(ascii: ";")):
            isMeant = isMeant || number == 2004
            number = 0
        case (3, UInt8(ascii: "h")), (3, UInt8(ascii: "l")):
            matched = 0
            guard isMeant || number == 2004 else { return }
            isOn = byte == UInt8(ascii: "h")
            if !isOn { offCount += 1 }
        default: matched = 0
        }
    }
}
