internal import Glibc

/// Finds the marks of shells, OSC 133 and OSC 633, in the output of a terminal, which may be cut anywhere. Everything else
/// is passed over, most of it by `memchr`.
///
/// Marks are ASCII from `ESC ]` to BEL or `ESC \`. A control character within one, ESC included, ends it without an
/// effect, so that no unfinished sequence in front of a mark can swallow it. The one-byte forms of C1 are UTF-8 here, not
/// controls. What is inside a DCS or another string is looked at too: it is the nonce that a mark is believed for, not the
/// place where it stands.
struct MarkScanner: Sendable {
    /// Longer marks are dropped. The longest of ours: 4,097 characters of text of four bytes each, and the nonce.
    static let longestMark = 20 * 1024

    /// One mark. Offsets are those of the stream: of its ESC, and behind its end.
    struct Mark {
        var content: Content
        var start: UInt64
        var end: UInt64
    }

    /// What is between `ESC ]` and the end.
    enum Content {
        /// In the bytes that were given.
        case inPlace(Range<Int>)
        /// Begun in earlier ones.
        case kept([UInt8])
    }

    private enum State {
        /// Nothing has begun.
        case ground
        /// The last byte was ESC.
        case escape
        /// Behind `ESC ]`. `kept` has what came so far, and can still become a mark.
        case mark
        /// There too, and the last byte was ESC.
        case markEscape
    }

    private var state = State.ground
    private var kept: [UInt8] = []
    /// The offset of the ESC that the state speaks of.
    private var start: UInt64 = 0

    /// The next mark in `bytes`, which begin at `offset` of the stream. Goes on at `index` and leaves it behind what has
    /// been looked at; nil when that is everything.
    mutating func next(in bytes: UnsafeRawBufferPointer, from index: inout Int, at offset: UInt64) -> Mark? {
        while index < bytes.count {
            switch state {
            case .ground:
                guard let escape = Self.introducer(in: bytes, from: index) else {
                    index = bytes.count
                    return nil
                }
                index = escape + 1
                start = offset + UInt64(escape)
                state = .escape
            case .escape:
                switch bytes[index] {
                case UInt8(ascii: "]"):
                    index += 1
                    if let mark = begin(in: bytes, from: &index, at: offset) { return mark }
                case 0x1b:
                    start = offset + UInt64(index)
                    index += 1
                default: state = .ground
                }
            case .mark:
                let end = Self.end(of: bytes, from: index)
                kept.append(contentsOf: bytes[index..<end])
                index = end
                guard kept.count <= Self.longestMark, kept.withUnsafeBytes(Self.mayBeMark) else {
                    drop()
                    continue
                }
                guard index < bytes.count else { return nil }
                index += 1
                if bytes[index - 1] == 0x1b {
                    state = .markEscape
                } else if bytes[index - 1] == 0x07 {
                    return finish(at: offset + UInt64(index))
                } else {
                    drop()
                }
            case .markEscape:
                if bytes[index] == UInt8(ascii: "\\") {
                    index += 1
                    return finish(at: offset + UInt64(index))
                }
                // Another sequence begins with that ESC. It may have been the last byte of earlier ones.
                drop()
                state = .escape
                start = offset + UInt64(index) - 1
            }
        }
        return nil
    }

    /// The next `ESC ]` with something behind it that can become a mark, or what may be the beginning of one at the end of
    /// `bytes`. Every other sequence of a program that paints its screen ends here.
    private static func introducer(in bytes: UnsafeRawBufferPointer, from index: Int) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var index = index
        while index < bytes.count {
            // Sequences follow each other closely; a call of memchr costs as much as some bytes.
            if bytes[index] != 0x1b {
                guard let found = memchr(base + index, 0x1b, bytes.count - index) else { return nil }
                index = UnsafeRawPointer(found) - base
            }
            guard index + 2 < bytes.count else { return index }
            if bytes[index + 1] == UInt8(ascii: "]"), isFirst(bytes[index + 2]) { return index }
            index += 1
        }
        return nil
    }

    private static func isFirst(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "1") || byte == UInt8(ascii: "6") }

    /// Behind `ESC ]`: a mark that is whole in `bytes` without a copy, or the beginning of one.
    private mutating func begin(
        in bytes: UnsafeRawBufferPointer, from index: inout Int, at offset: UInt64
    ) -> Mark? {
        state = .ground
        let end = Self.end(of: bytes, from: index)
        let content = UnsafeRawBufferPointer(rebasing: bytes[index..<end])
        guard content.count <= Self.longestMark, Self.mayBeMark(content) else { return nil }
        if end < bytes.count, bytes[end] == 0x07 {
            defer { index = end + 1 }
            return Mark(content: .inPlace(index..<end), start: start, end: offset + UInt64(end) + 1)
        }
        if end + 1 < bytes.count, bytes[end] == 0x1b, bytes[end + 1] == UInt8(ascii: "\\") {
            defer { index = end + 2 }
            return Mark(content: .inPlace(index..<end), start: start, end: offset + UInt64(end) + 2)
        }
        // The rest is for the caller's loop, state by state.
        state = .mark
        return nil
    }

    private mutating func finish(at end: UInt64) -> Mark {
        defer { drop() }
        return Mark(content: .kept(kept), start: start, end: end)
    }

    private mutating func drop() {
        kept.removeAll()
        state = .ground
    }

    /// The first control character, or the end of `bytes`.
    private static func end(of bytes: UnsafeRawBufferPointer, from index: Int) -> Int {
        var end = index
        while end < bytes.count, bytes[end] >= 0x20 { end += 1 }
        return end
    }

    /// True for `133;…` and `633;…`, and for what may become so.
    private static func mayBeMark(_ content: UnsafeRawBufferPointer) -> Bool {
        let count = content.count
        return (count < 1 || isFirst(content[0])) && (count < 2 || content[1] == UInt8(ascii: "3"))
            && (count < 3 || content[2] == UInt8(ascii: "3")) && (count < 4 || content[3] == UInt8(ascii: ";"))
    }
}
