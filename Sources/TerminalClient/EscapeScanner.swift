/// Finds the control sequences of ECMA-48 in a stream of bytes, however it is cut. It keeps no text.
struct EscapeScanner: Sendable {
    enum Sequence: Sendable, Equatable {
        /// `ESC` and one byte, and what stands between them.
        case escape(intermediates: [UInt8], final: UInt8)
        /// `ESC [`, parameters with what stands around them, and the final byte.
        case control(body: [UInt8], final: UInt8)
        /// A string of the kind that `introducer` says: `]` OSC, `P` DCS, and the rest. Of its data the beginning.
        case string(introducer: UInt8, data: [UInt8])
    }

    enum Step: Sendable, Equatable {
        /// The byte belongs to no sequence.
        case text
        /// It belongs to one that is not over.
        case inside
        /// It ends one.
        case end(Sequence)
        /// It ends one that means nothing.
        case aborted
    }

    private enum State: Sendable {
        case text
        case escape([UInt8])
        case control([UInt8])
        case string(UInt8, [UInt8])
        /// Within a string, behind an ESC that may end it.
        case stringEscape(UInt8, [UInt8])
    }

    /// Of a sequence no more than this is kept, in bytes. What is a question, or a mode, is far shorter.
    static let keptBytes = 1024

    static let escape: UInt8 = 0x1B
    private static let bell: UInt8 = 0x07
    /// CAN and SUB.
    private static let cancels: Set<UInt8> = [0x18, 0x1A]

    private var state = State.text

    /// Whether the next byte belongs to a sequence that has begun.
    var isInside: Bool {
        if case .text = state { false } else { true }
    }

    mutating func read(_ byte: UInt8) -> Step {
        switch state {
        case .text:
            guard byte == Self.escape else { return .text }
            state = .escape([])
            return .inside
        case .escape(let intermediates): return readEscape(byte, intermediates)
        case .control(var body):
            switch byte {
            case 0x20...0x3F:
                Self.keep(byte, in: &body)
                state = .control(body)
                return .inside
            case 0x40...0x7E: return end(.control(body: body, final: byte))
            default: return readControlCharacter(byte)
            }
        case .string(let introducer, var data):
            if Self.cancels.contains(byte) { return abort() }
            // BEL ends an OSC, as xterm has it; in the others it is data.
            if byte == Self.bell, introducer == UInt8(ascii: "]") {
                return end(.string(introducer: introducer, data: data))
            }
            guard byte != Self.escape else {
                state = .stringEscape(introducer, data)
                return .inside
            }
            Self.keep(byte, in: &data)
            state = .string(introducer, data)
            return .inside
        case .stringEscape(let introducer, let data):
            if byte == UInt8(ascii: "\\") { return end(.string(introducer: introducer, data: data)) }
            return readEscape(byte, [])
        }
    }

    private mutating func readEscape(_ byte: UInt8, _ intermediates: [UInt8]) -> Step {
        switch byte {
        case UInt8(ascii: "[") where intermediates.isEmpty: state = .control([])
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            guard intermediates.isEmpty else { return end(.escape(intermediates: intermediates, final: byte)) }
            state = .string(byte, [])
        case 0x20...0x2F:
            var longer = intermediates
            Self.keep(byte, in: &longer)
            state = .escape(longer)
        case 0x30...0x7E: return end(.escape(intermediates: intermediates, final: byte))
        default: return readControlCharacter(byte)
        }
        return .inside
    }

    /// In the middle of a sequence: most control characters do what they always do, and the sequence goes on.
    private mutating func readControlCharacter(_ byte: UInt8) -> Step {
        if byte == Self.escape {
            state = .escape([])
            return .inside
        }
        return Self.cancels.contains(byte) || byte >= 0x80 ? abort() : .inside
    }

    private mutating func end(_ sequence: Sequence) -> Step {
        state = .text
        return .end(sequence)
    }

    private mutating func abort() -> Step {
        state = .text
        return .aborted
    }

    private static func keep(_ byte: UInt8, in bytes: inout [UInt8]) {
        if bytes.count < keptBytes { bytes.append(byte) }
    }
}
