internal import Glibc
internal import StrictJSON

/// How the file ends that a trail goes on in.
struct AuditFileEnd: Sendable, Equatable {
    /// The last whole line; nil when the file is empty, new, or ends with something else.
    var head: AuditChain.Head?
    /// A line behind it that has no end: what the machine's end left of it.
    var torn: [UInt8] = []
    /// The last line has no line feed.
    var lacksLineFeed = false
    /// The file has lines, and the last of them is none of a trail, or was changed.
    var isForeign = false

    /// - Parameter tail: the last bytes of the file. `isWhole`: they are all of it.
    init(tail: [UInt8], isWhole: Bool) {
        let last = tail.lastIndex(of: Self.lineFeed)
        let rest = Array(tail[(last.map { $0 + 1 } ?? 0)...])
        lacksLineFeed = !rest.isEmpty
        if let record = AuditRecord(rest) {
            head = AuditChain.Head(sequence: record.sequence, hash: record.hash)
            return
        }
        torn = rest
        guard let last else {
            isForeign = !isWhole
            return
        }
        let start = tail[..<last].lastIndex(of: Self.lineFeed).map { $0 + 1 } ?? 0
        head = AuditRecord(tail[start..<last]).map { AuditChain.Head(sequence: $0.sequence, hash: $0.hash) }
        isForeign = head == nil
    }

    /// How a file ends; nil when it is not there, is empty, or is no regular file, which cannot be continued.
    static func of(path: String) -> AuditFileEnd? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return nil }
        let count = min(Int(status.st_size), 2 * AuditRecord.maximumLineBytes)
        let tail = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(file, buffer.baseAddress, count, status.st_size - count))
        }
        return AuditFileEnd(tail: tail, isWhole: count == Int(status.st_size))
    }

    /// What the first event behind it says of it.
    var fields: [String: JSONValue] {
        var fields: [String: JSONValue] = [:]
        if let head { fields["continues"] = JSONValue(head.sequence) }
        if isForeign { fields["unlinked"] = true }
        if !torn.isEmpty {
            fields["torn_bytes"] = JSONValue(torn.count)
            fields["torn_sha256"] = .string(AuditHash(of: torn).description)
        }
        return fields
    }

    private static let lineFeed = UInt8(ascii: "\n")
}
