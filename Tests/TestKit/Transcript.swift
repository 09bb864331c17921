public import NIOCore
public import StrictJSON

/// A place where the stream did not go on at the byte where it should have.
public struct StreamBreak: Sendable, Equatable, CustomStringConvertible {
    public var expected: UInt64
    public var actual: UInt64

    public var description: String { "expected byte \(expected), got byte \(actual)" }
}

/// Output as it arrived. `offset` is where in the stream it begins; nil: it repaints the screen and is not counted.
public struct OutputPiece: Sendable {
    public var offset: UInt64?
    public var bytes: ByteBuffer
}

/// What a terminal client has seen, over all of its connections.
public struct Transcript: Sendable {
    /// How much output is kept, in bytes: twice that is held for a moment.
    public static let keptOutputBytes = 8 * 1024 * 1024
    /// The client acknowledges whenever this many bytes have come, as the page does.
    public static let acknowledgementBytes: UInt64 = 64 * 1024

    public internal(set) var sessionID: String?
    /// The first byte of the stream that has not come yet.
    public internal(set) var nextOffset: UInt64 = 0
    public internal(set) var acknowledgedOffset: UInt64 = 0
    /// The latest output, at most as much as is kept.
    public internal(set) var output: [UInt8] = []
    /// Every text message, in order.
    public internal(set) var messages: [JSONValue] = []
    public internal(set) var breaks: [StreamBreak] = []
    public internal(set) var snapshots = 0
    /// The end of a snapshot has come and was not acknowledged.
    var isPictureSeen = false
    /// A snapshot is to come, or half of one has: `nextOffset` is no place to go on from.
    var isUnpainted = false
    /// How the present connection ended.
    public internal(set) var ending: Received?

    /// Output before this index has been expected successfully, or given up on.
    var readIndex = 0
    /// Messages that nobody expected yet.
    var unread: [JSONValue] = []
    /// Counts connections, so that what a dropped one still delivers is not taken for the next one's.
    var generation = 0
    /// Where the next `attached` should begin; nil: anywhere.
    var expectedOffset: UInt64?
    private var repaintBytes = 0

    /// How many snapshots were announced for this reason.
    public func snapshots(for cause: String) -> Int {
        messages.count { $0["type"] == "snapshot" && $0["cause"]?.stringValue == cause }
    }

    /// Takes in what arrived.
    mutating func take(_ received: Received) -> [OutputPiece] {
        switch received {
        case .binary(let bytes): return take(output: bytes)
        case .text(let text): take(message: text)
        case .close: ending = received
        case .ended: if ending == nil { ending = received }
        case .ping, .pong: break
        }
        return []
    }

    private mutating func take(output bytes: ByteBuffer) -> [OutputPiece] {
        var bytes = bytes
        var pieces: [OutputPiece] = []
        if repaintBytes > 0, let repaint = bytes.readSlice(length: min(repaintBytes, bytes.readableBytes)) {
            repaintBytes -= repaint.readableBytes
            if repaintBytes == 0 { (isPictureSeen, isUnpainted) = (true, false) }
            pieces.append(OutputPiece(offset: nil, bytes: repaint))
        }
        if bytes.readableBytes > 0 {
            pieces.append(OutputPiece(offset: nextOffset, bytes: bytes))
            nextOffset += UInt64(bytes.readableBytes)
        }
        for piece in pieces { output.append(contentsOf: piece.bytes.readableBytesView) }
        if output.count > 2 * Self.keptOutputBytes {
            let surplus = output.count - Self.keptOutputBytes
            output.removeFirst(surplus)
            readIndex = max(0, readIndex - surplus)
        }
        return pieces
    }

    private mutating func take(message text: String) {
        let message = (try? JSONValue(parsing: text)) ?? ["type": "not JSON", "text": .string(text)]
        messages.append(message)
        unread.append(message)
        guard let offset = message["offset"]?.integerValue.flatMap({ UInt64(exactly: $0) }) else { return }
        switch message["type"]?.stringValue {
        case "attached":
            if let expectedOffset, expectedOffset != offset {
                breaks.append(StreamBreak(expected: expectedOffset, actual: offset))
            }
            sessionID = message["session_id"]?.stringValue
            (nextOffset, acknowledgedOffset, repaintBytes) = (offset, offset, 0)
            isPictureSeen = false
            isUnpainted = message["resumed"] != true && offset > 0
        case "snapshot":
            snapshots += 1
            (nextOffset, acknowledgedOffset) = (offset, offset)
            isUnpainted = true
            repaintBytes = message["bytes"]?.integerValue.flatMap { Int(exactly: $0) } ?? 0
        case "exited" where offset != nextOffset:
            breaks.append(StreamBreak(expected: offset, actual: nextOffset))
        default: break
        }
    }

    /// The output up to and including `text`, from where the last search ended; nil: it has not come yet.
    mutating func readOutput(through text: [UInt8]) -> [UInt8]? {
        guard let first = text.first else { return [] }
        var start = max(readIndex, searchedIndex(for: text))
        while start + text.count <= output.count {
            if output[start] == first, output[start..<(start + text.count)].elementsEqual(text) {
                defer { readIndex = start + text.count }
                return Array(output[readIndex..<(start + text.count)])
            }
            start += 1
        }
        searched = (text, output.count)
        return nil
    }

    /// The first message of a type that nobody has expected yet, taken out of those.
    mutating func readMessage(ofType type: String) -> JSONValue? {
        unread.firstIndex { $0["type"]?.stringValue == type }.map { unread.remove(at: $0) }
    }

    /// What was searched for last and up to where, so that a flood is not searched again with each piece of it.
    private var searched: (text: [UInt8], end: Int) = ([], 0)

    private func searchedIndex(for text: [UInt8]) -> Int {
        // The output may have been cut at its front meanwhile: then the rest is searched again.
        searched.text == text && searched.end <= output.count ? searched.end - text.count + 1 : 0
    }

    /// The end of all this, for people.
    var summary: String {
        var lines = ["last output: " + String(decoding: output.suffix(2048), as: UTF8.self).debugDescription]
        lines.append("last messages: " + messages.suffix(8).map(\.encodedString).joined(separator: " "))
        lines.append("next byte \(nextOffset), acknowledged \(acknowledgedOffset), breaks \(breaks)")
        if let ending { lines.append("connection: \(ending)") }
        return lines.joined(separator: "\n")
    }
}
