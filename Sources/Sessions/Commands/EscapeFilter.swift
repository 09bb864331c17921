/// Tells text from what else a program sends to its terminal: CSI, OSC, DCS and other sequences, character sets, control
/// characters. The stream may be cut anywhere.
///
/// Of what programs do with lines, that much is passed on which progress bars need: to go back in the line, to write over
/// it, and to erase it. Movements to other lines are left out, for there is no screen here.
struct EscapeFilter: Sendable {
    /// What is left.
    enum Piece {
        /// Printable ASCII.
        case ascii(UnsafeRawBufferPointer)
        /// Any other character; a tab is one, too.
        case character(Unicode.Scalar)
        case lineFeed
        case carriageReturn
        case backspace
        /// As CSI K has it: 0 from the cursor on, 1 up to it, 2 the whole line.
        case eraseInLine(Int)
        /// To this column, from 0 on.
        case column(Int)
        /// So many columns to the right; less than 0: to the left.
        case move(Int)
    }

    private enum State {
        case text
        /// Behind ESC.
        case escape
        /// Behind ESC and what says that one more byte follows, as in `ESC ( B`.
        case intermediate
        /// Behind `ESC [`. `isPlain`: nothing but one number so far.
        case control(number: Int?, isPlain: Bool)
        /// In an OSC, or in a DCS or another string, which ends at `ESC \`, an OSC at BEL as well.
        case string(isOSC: Bool)
    }

    /// No terminal is wider than that much; more is no number that a program means.
    private static let largestNumber = 1000

    private var state = State.text
    private var decoder = UTF8Decoder()

    mutating func read(_ bytes: UnsafeRawBufferPointer, _ emit: (Piece) -> Void) {
        var index = 0
        while index < bytes.count {
            if case .text = state, !decoder.isWithin {
                let run = bytes[index...].prefix { (0x20..<0x7F).contains($0) }
                if !run.isEmpty {
                    emit(.ascii(UnsafeRawBufferPointer(rebasing: run)))
                    index = run.endIndex
                    continue
                }
            }
            take(bytes[index], emit)
            index += 1
        }
    }

    /// Nothing follows.
    mutating func finish(_ emit: (Piece) -> Void) {
        decoder.finish { emit(.character($0)) }
        state = .text
    }

    private mutating func take(_ byte: UInt8, _ emit: (Piece) -> Void) {
        if byte < 0x20 || byte == 0x7F { return control(byte, emit) }
        switch state {
        case .text:
            decoder.take(byte) { character in
                // The controls of C1 are no text either.
                if !(0x80..<0xA0).contains(character.value) { emit(.character(character)) }
            }
        case .escape: escaped(byte, emit)
        case .intermediate:
            if !(0x20...0x2F).contains(byte) { state = .text }
        case .control(let number, let isPlain): parameter(byte, number, isPlain, emit)
        case .string: break
        }
    }

    private mutating func control(_ byte: UInt8, _ emit: (Piece) -> Void) {
        decoder.finish { emit(.character($0)) }
        switch byte {
        case 0x1B:
            state = .escape
            return
        case 0x18, 0x1A:
            state = .text
            return
        default: break
        }
        if case .string(let isOSC) = state {
            if isOSC, byte == 0x07 { state = .text }
            return
        }
        // Terminals obey them within sequences too, which go on behind them.
        switch byte {
        case 0x08: emit(.backspace)
        case 0x09: emit(.character("\t"))
        case 0x0A, 0x0B, 0x0C: emit(.lineFeed)
        case 0x0D: emit(.carriageReturn)
        default: break
        }
    }

    private mutating func escaped(_ byte: UInt8, _ emit: (Piece) -> Void) {
        switch byte {
        case UInt8(ascii: "["): state = .control(number: nil, isPlain: true)
        case UInt8(ascii: "]"): state = .string(isOSC: true)
        case UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"): state = .string(isOSC: false)
        case 0x20...0x2F: state = .intermediate
        case UInt8(ascii: "E"):
            state = .text
            emit(.lineFeed)
        case 0x30...0x7E: state = .text
        default:
            state = .text
            take(byte, emit)
        }
    }

    private mutating func parameter(_ byte: UInt8, _ number: Int?, _ isPlain: Bool, _ emit: (Piece) -> Void) {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9") where isPlain:
            let digit = Int(byte - UInt8(ascii: "0"))
            state = .control(number: min((number ?? 0) * 10 + digit, Self.largestNumber), isPlain: true)
        case 0x20...0x3F: state = .control(number: number, isPlain: false)
        case 0x40...0x7E:
            state = .text
            guard isPlain else { return }
            switch byte {
            case UInt8(ascii: "K"): emit(.eraseInLine(number ?? 0))
            case UInt8(ascii: "G"): emit(.column(max(number ?? 1, 1) - 1))
            case UInt8(ascii: "C"): emit(.move(max(number ?? 1, 1)))
            case UInt8(ascii: "D"): emit(.move(-max(number ?? 1, 1)))
            default: break
            }
        default:
            state = .text
            take(byte, emit)
        }
    }
}
