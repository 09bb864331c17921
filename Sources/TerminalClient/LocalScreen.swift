public import NIOCore
public import TerminalProtocol

/// What of a session's output goes to a terminal of this machine, and what has to be put right there afterwards.
public struct LocalScreen: Sendable {
    private var scanner = EscapeScanner()
    private var modes = TerminalModes()
    /// A sequence that is not over: whether it is a question shows at its end.
    private var held: [UInt8] = []
    /// How much of `fullReset` has come at the beginning of a picture; nil: something else has.
    private var resetBytes: Int?

    /// What pictures begin with: CAN, RIS. Here `clear` has done that, and left the scrollback alone.
    private static let fullReset: [UInt8] = [0x18, EscapeScanner.escape, UInt8(ascii: "c")]

    public init() {}

    /// Questions to the terminal are left out: the server has answered them, and a second answer would be typed into
    /// whatever runs now.
    public mutating func show(_ bytes: ByteBuffer) -> ByteBuffer {
        var shown = ByteBuffer()
        shown.reserveCapacity(bytes.readableBytes)
        bytes.withUnsafeReadableBytes { all in
            var rest = all[...]
            dropReset(&rest, into: &shown)
            while let byte = rest.first {
                if !scanner.isInside {
                    let text = rest.prefix { $0 != EscapeScanner.escape && $0 != TerminalQuery.enquiry }
                    shown.writeBytes(UnsafeRawBufferPointer(rebasing: text))
                    rest = rest[text.endIndex...]
                    if !text.isEmpty { continue }
                }
                read(byte, into: &shown)
                rest = rest.dropFirst()
            }
        }
        return shown
    }

    private mutating func dropReset(
        _ bytes: inout Slice<UnsafeRawBufferPointer>, into shown: inout ByteBuffer
    ) {
        while let count = resetBytes, let byte = bytes.first {
            guard byte == Self.fullReset[count] else {
                resetBytes = nil
                for byte in Self.fullReset.prefix(count) { read(byte, into: &shown) }
                return
            }
            bytes = bytes.dropFirst()
            resetBytes = count + 1 < Self.fullReset.count ? count + 1 : nil
        }
    }

    private mutating func read(_ byte: UInt8, into shown: inout ByteBuffer) {
        switch scanner.read(byte) {
        case .text:
            if byte != TerminalQuery.enquiry { shown.writeInteger(byte) }
        case .inside:
            held.append(byte)
            // Too long for a question.
            if held.count > EscapeScanner.keptBytes { flush(into: &shown) }
        case .end(let sequence):
            modes.read(sequence)
            held.append(byte)
            if TerminalQuery.isOne(sequence) { held = [] } else { flush(into: &shown) }
        case .aborted:
            held.append(byte)
            flush(into: &shown)
        }
    }

    /// Makes the terminal, of this size, what pictures are painted on: one without anything on it, in the state of a
    /// new one. What was there goes into its scrollback, for it may be the person's own; so it is no full reset.
    public mutating func clear(_ size: TerminalSize) -> ByteBuffer {
        // Ends a string that is not over; leaves the other screen.
        var bytes = ByteBuffer(string: "\u{18}" + modes.undoing)
        // A soft reset, and what terminals do not agree on in it: wrapping, letters, the pen, a link, margins.
        bytes.writeString("\u{1B}[!p\u{1B}[?7h\u{1B}(B\u{0F}\u{1B}[m\u{1B}]8;;\u{1B}\\\u{1B}[r")
        // Tab stops.
        bytes.writeString("\r\u{1B}[3g")
        for column in stride(from: 9, through: size.cols, by: 8) { bytes.writeString("\u{1B}[\(column)G\u{1B}H") }
        bytes.writeString("\u{1B}[\(size.rows)H")
        bytes.writeRepeatingByte(UInt8(ascii: "\n"), count: size.rows)
        bytes.writeString("\u{1B}[H\u{1B}[J")
        self = LocalScreen()
        resetBytes = 0
        return bytes
    }

    /// Undoes what programs of the session have switched on and not off.
    public func leave() -> ByteBuffer { ByteBuffer(string: modes.undoing) }

    private mutating func flush(into shown: inout ByteBuffer) {
        shown.writeBytes(held)
        held = []
    }
}
