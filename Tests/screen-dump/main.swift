import Glibc
import TerminalEmulator

// Drives an emulator by lines on standard input, so that a test in another language can compare it with xterm.js:
//
//     reset <columns> <rows> [<scrollback lines>]    feed <hexadecimal>    resize <columns> <rows>
//     dump    snapshot [<bytes>]    replies    text    ansi    html    json    memory
//
// Each of the second row is answered by one line: JSON (dump, json), a number (memory), or bytes in hexadecimal.

func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

func bytes(_ hexadecimal: Substring) -> [UInt8] {
    var result: [UInt8] = []
    var high: UInt8?
    for digit in hexadecimal.utf8 {
        let value =
            switch digit {
            case 0x30...0x39: digit - 0x30
            case 0x61...0x66: digit - 0x61 + 10
            default: digit - 0x41 + 10
            }
        if let first = high {
            result.append(first << 4 | value)
            high = nil
        } else {
            high = value
        }
    }
    return result
}

var emulator = TerminalEmulator(columns: 80, rows: 24)

while let line = readLine() {
    let words = line.split(separator: " ")
    guard let step = words.first else { continue }
    let numbers = words.dropFirst().map { Int($0) ?? 0 }
    switch step {
    case "reset":
        var limits = EmulatorLimits()
        if numbers.count > 2 { limits.scrollbackLines = numbers[2] }
        emulator = TerminalEmulator(
            columns: numbers.first ?? 80, rows: numbers.count > 1 ? numbers[1] : 24, limits: limits)
    case "feed": if words.count > 1 { emulator.feed(bytes(words[1])) }
    case "resize": if numbers.count > 1 { emulator.resize(columns: numbers[0], rows: numbers[1]) }
    case "dump": print(dump(emulator))
    case "snapshot": print(hexadecimal(emulator.snapshot(limitBytes: numbers.first ?? .max)))
    case "replies": print(hexadecimal(emulator.takeReplies()))
    case "text": print(hexadecimal(Array(emulator.text().utf8)))
    case "ansi": print(hexadecimal(Array(emulator.ansi().utf8)))
    case "html": print(hexadecimal(Array(emulator.html().utf8)))
    case "json": print(emulator.json())
    case "memory": print(emulator.memoryBytes)
    default:
        print("unknown step: \(step)")
        exit(2)
    }
    fflush(nil)
}
