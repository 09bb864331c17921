internal import Sessions
internal import TerminalProtocol

/// The entity tag of a session object: `"revision-hash"`. The revision counts changes of name and labels, the hash is
/// of all that the object says.
///
/// `If-None-Match` asks for the whole tag: 304 is the truth about everything. `If-Match` asks for the revision alone,
/// since a session changes all the time, and whoever edits a name wants to know only that nobody else has edited it.
struct SessionTag: Equatable {
    var revision: UInt64
    /// In hexadecimal. Of this run of the server, like the session.
    var hash: String

    init(revision: UInt64, object: [UInt8]) {
        self.revision = revision
        var hasher = Hasher()
        object.withUnsafeBytes { hasher.combine(bytes: $0) }
        hash = String(UInt(bitPattern: hasher.finalize()), radix: 16)
    }

    /// The value of `ETag`.
    var text: String { "\"\(revision)-\(hash)\"" }

    /// Whether `If-Match` allows a change to a session of that revision.
    static func allows(_ ifMatch: String?, revision: UInt64) -> Bool {
        guard let ifMatch else { return true }
        return ifMatch.split(separator: ",").contains { element in
            let tag = element.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
            return tag == "*" || tag.hasPrefix("\"\(revision)-")
        }
    }
}

extension ErrorResponse {
    /// Somebody else has changed what the request wants to change.
    static let preconditionFailed = ErrorResponse(
        status: 412, .conflict, "The session's name or labels are not as If-Match says. Get it again.")
}
