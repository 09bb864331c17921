/// Reads `multipart/form-data` (RFC 7578) as it comes, in pieces of any size, and keeps no more of it than the beginning
/// of what may become a boundary, and the header of a part.
///
/// What RFC 2046 lets old mail carry and no browser or program sends is refused: text in front of the first part, line
/// ends other than CRLF, boundaries that go on. So nobody in front of us can have read other parts than we do.
public struct MultipartParser {
    public enum Event: Equatable {
        /// A part begins.
        case part(MultipartPart)
        /// The next bytes of that part.
        case bytes(UnsafeRawBufferPointer)
        /// That part is complete.
        case partEnd

        public static func == (one: Event, other: Event) -> Bool {
            switch (one, other) {
            case (.part(let one), .part(let other)): one == other
            case (.bytes(let one), .bytes(let other)): one.elementsEqual(other)
            case (.partEnd, .partEnd): true
            default: false
            }
        }
    }

    private enum State: Equatable {
        /// This many bytes of the first boundary have come, with the line end that it does without.
        case start(matched: Int)
        /// Behind a boundary: `--` or the end of the line, of which this has come.
        case boundary([UInt8])
        /// In the header of a part.
        case header
        /// In a part, of which this many bytes may be the beginning of a boundary.
        case body(matched: Int)
        /// Behind the last boundary.
        case done
    }

    /// Header fields of one part together, in bytes.
    public static let maximumHeaderBytes = 8 * 1024
    /// Parts of one body.
    public static let maximumParts = 100

    /// CRLF, two hyphens and the boundary. Its first byte occurs in it once, which makes the search for it simple.
    private let delimiter: [UInt8]
    private var state = State.start(matched: 2)
    private var header: [UInt8] = []
    private var partCount = 0

    public init(boundary: MultipartBoundary) {
        delimiter = Array("\r\n--".utf8) + boundary.bytes
    }

    /// Reads the next bytes.
    ///
    /// - Parameter report: is called for what is in them. Bytes are good during the call only.
    public mutating func parse(
        _ bytes: UnsafeRawBufferPointer, _ report: (Event) throws -> Void
    ) throws {
        var rest = bytes
        while !rest.isEmpty {
            switch state {
            case .start(let matched): try start(&rest, matched)
            case .boundary(let seen): try boundary(&rest, seen)
            case .header: try header(&rest, report)
            case .body(let matched): try body(&rest, matched, report)
            case .done: return
            }
        }
    }

    /// Nothing more will come.
    public func end() throws(MultipartError) {
        guard state == .done else { throw .incomplete }
    }

    // MARK: -

    private mutating func start(_ rest: inout UnsafeRawBufferPointer, _ matched: Int) throws(MultipartError) {
        guard rest[0] == delimiter[matched] else { throw .noBoundary }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
        state = matched + 1 == delimiter.count ? .boundary([]) : .start(matched: matched + 1)
    }

    private mutating func boundary(_ rest: inout UnsafeRawBufferPointer, _ seen: [UInt8]) throws(MultipartError) {
        let byte = rest[0]
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
        switch (seen, byte) {
        case ([], UInt8(ascii: "-")), ([], UInt8(ascii: "\r")): state = .boundary([byte])
        case ([UInt8(ascii: "-")], UInt8(ascii: "-")): state = .done
        case ([UInt8(ascii: "\r")], UInt8(ascii: "\n")):
            partCount += 1
            guard partCount <= Self.maximumParts else { throw .tooManyParts }
            header.removeAll(keepingCapacity: true)
            state = .header
        default: throw .noBoundary
        }
    }

    private mutating func header(
        _ rest: inout UnsafeRawBufferPointer, _ report: (Event) throws -> Void
    ) throws {
        while !rest.isEmpty {
            header.append(rest[0])
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
            guard header.count <= Self.maximumHeaderBytes else { throw MultipartError.headerTooLarge }
            guard header.last == UInt8(ascii: "\n") else { continue }
            // A part without a name is none of a form, so the empty line is never the first.
            guard header.suffix(4).elementsEqual("\r\n\r\n".utf8) else { continue }
            state = .body(matched: 0)
            return try report(.part(try MultipartPart(header: header)))
        }
    }

    private mutating func body(
        _ rest: inout UnsafeRawBufferPointer, _ matched: Int, _ report: (Event) throws -> Void
    ) throws {
        if matched == 0 {
            // All up to what may be the beginning of a boundary.
            let end = rest.firstIndex(of: delimiter[0]) ?? rest.endIndex
            if end > 0 { try report(.bytes(UnsafeRawBufferPointer(rebasing: rest[..<end]))) }
            rest = UnsafeRawBufferPointer(rebasing: rest[end...])
            if rest.isEmpty { return }
        }
        var matched = matched
        while matched < delimiter.count, let byte = rest.first, byte == delimiter[matched] {
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
            matched += 1
        }
        if matched == delimiter.count {
            state = .boundary([])
            try report(.partEnd)
        } else if rest.isEmpty {
            state = .body(matched: matched)
        } else {
            // It was the part's own. A boundary can begin with the next byte only.
            state = .body(matched: 0)
            try delimiter.withUnsafeBytes { try report(.bytes(UnsafeRawBufferPointer(rebasing: $0[..<matched]))) }
        }
    }
}

/// Why a body cannot be read.
public enum MultipartError: Error, Sendable, Equatable {
    /// Where a boundary has to be there is something else.
    case noBoundary
    case headerTooLarge
    case tooManyParts
    /// What is wrong with the header of a part.
    case badHeader(String)
    /// The body ended before the last boundary.
    case incomplete
}

extension MultipartError: CustomStringConvertible {
    /// A sentence for people.
    public var description: String {
        switch self {
        case .noBoundary: "where a boundary has to be there is something else"
        case .headerTooLarge: "the header of a part has more than \(MultipartParser.maximumHeaderBytes) bytes"
        case .tooManyParts: "there are more than \(MultipartParser.maximumParts) parts"
        case .badHeader(let complaint): "the header of a part is wrong: \(complaint)"
        case .incomplete: "the body ended before the last boundary"
        }
    }
}
