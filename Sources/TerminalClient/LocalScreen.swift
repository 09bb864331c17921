public import NIOCore

/// What of a session's output goes to a terminal of this machine, and what has to be put right there afterwards.
public struct LocalScreen: Sendable {
    private var scanner = EscapeScanner()
    private var modes = TerminalModes()
    /// A sequence of a replay that is not over: whether it is a question shows at its end.
    private var held: [UInt8] = []

    public init() {}

    /// - Parameter isReplay: whoever asked the terminal something there is gone, and the answer would be typed into
    ///   whatever runs now. So questions are left out.
    public mutating func show(_ bytes: ByteBuffer, isReplay: Bool) -> ByteBuffer {
        var shown = ByteBuffer()
        if !isReplay {
            shown.writeBytes(held)
            held = []
        }
        for byte in bytes.readableBytesView {
            let step = scanner.read(byte)
            if case .end(let sequence) = step { modes.read(sequence) }
            guard isReplay else { continue }
            switch step {
            case .text:
                if byte != TerminalQuery.enquiry { shown.writeInteger(byte) }
            case .inside:
                held.append(byte)
                // Too long for a question.
                if held.count > EscapeScanner.keptBytes { flush(into: &shown) }
            case .end(let sequence):
                held.append(byte)
                if TerminalQuery.isOne(sequence) { held = [] } else { flush(into: &shown) }
            case .aborted:
                held.append(byte)
                flush(into: &shown)
            }
        }
        if !isReplay { shown.writeImmutableBuffer(bytes) }
        return shown
    }

    /// Puts the terminal into the state that it has when it is switched on.
    public mutating func clear() -> ByteBuffer {
        modes = TerminalModes()
        return ByteBuffer(bytes: [0x1B, UInt8(ascii: "c")])
    }

    /// Undoes what programs of the session have switched on and not off.
    public func leave() -> ByteBuffer { ByteBuffer(string: modes.undoing) }

    private mutating func flush(into shown: inout ByteBuffer) {
        shown.writeBytes(held)
        held = []
    }
}
