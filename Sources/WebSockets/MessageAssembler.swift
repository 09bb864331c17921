import NIOCore

/// Makes messages out of data frames, and judges each frame by its header before a byte of it is kept.
struct MessageAssembler: Sendable {
    /// What a piece of payload led to.
    enum Outcome: Sendable, Equatable {
        /// The message goes on.
        case incomplete
        /// A whole text message, in UTF-8.
        case text(ByteBuffer)
        /// A whole binary message.
        case binary(ByteBuffer)
        case failure(ProtocolFailure)
    }

    private struct Message {
        /// `.text` or `.binary`.
        var opcode: Opcode
        var bytes = ByteBuffer()
        var frames = 1
        var isLastFrame: Bool
        var validator = UTF8Validator()
    }

    private enum State {
        /// Between two messages.
        case idle
        /// Some of the message's frames have begun.
        case message(Message)
    }

    /// In bytes. A change counts from the next frame on.
    var limitBytes: Int
    private let maximumFragments: Int
    private var state = State.idle

    init(limitBytes: Int, maximumFragments: Int) {
        self.limitBytes = limitBytes
        self.maximumFragments = maximumFragments
    }

    /// The header of a data frame; nil: its payload may come.
    mutating func begin(_ header: FrameHeader) -> ProtocolFailure? {
        switch (state, header.opcode) {
        case (.idle, .continuation):
            return .nothingToContinue
        case (.message, .text), (.message, .binary):
            return .messageNotFinished
        case (.message(var message), _):
            guard message.frames < maximumFragments else { return .tooManyFragments(limit: maximumFragments) }
            // Not a sum: a length may be the largest number there is.
            guard header.payloadLength <= limitBytes - message.bytes.readableBytes else {
                return .messageTooBig(limit: limitBytes)
            }
            message.frames += 1
            message.isLastFrame = header.isFinal
            state = .message(message)
        case (.idle, let opcode):
            guard header.payloadLength <= limitBytes else { return .messageTooBig(limit: limitBytes) }
            state = .message(Message(opcode: opcode, isLastFrame: header.isFinal))
        }
        return nil
    }

    /// Payload of the frame that has begun.
    mutating func append(_ piece: ByteBuffer, isLast: Bool) -> Outcome {
        guard case .message(var message) = state else { return .failure(.nothingToContinue) }
        // The state lets go of the bytes, so that they are appended in place and not to a copy.
        state = .idle
        if message.opcode == .text, !message.validator.consume(piece) { return .failure(.textNotUTF8) }
        if message.bytes.readableBytes == 0 {
            message.bytes = piece
        } else {
            message.bytes.writeImmutableBuffer(piece)
        }
        guard isLast, message.isLastFrame else {
            state = .message(message)
            return .incomplete
        }
        guard message.opcode == .text else { return .binary(message.bytes) }
        return message.validator.isComplete ? .text(message.bytes) : .failure(.textNotUTF8)
    }
}
