extension OutputLog {
    /// Retained bytes.
    func bytes(from first: UInt64, to end: UInt64) -> [UInt8] {
        let count = Int(end > first ? end - first : 0)
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = copy(from: first, into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    /// What a terminal has shown from an offset on, the end of it.
    func text(from offset: UInt64) -> String {
        var text = PlainText(limit: Self.shownBytes)
        bytes(from: max(offset, start, end - min(end, UInt64(4 * Self.shownBytes))), to: end)
            .withUnsafeBytes { text.append($0) }
        return text.finish().text
    }

    /// What is shown of a command that the shell did not take, in bytes.
    private static let shownBytes = 1024
}
