public import StrictJSON

/// Something that happened and that somebody may have to account for.
public struct AuditEvent: Sendable, Equatable {
    /// What happened, in lower case with underscores.
    public var name: String
    /// Texts, numbers and truth values by name. Names of `AuditRecord.ownFields` cannot be used and are left out, and
    /// so is what is null.
    public var fields: [String: JSONValue]

    public init(_ name: String, _ fields: [String: JSONValue] = [:]) {
        self.name = name
        self.fields = fields
    }

    /// The server started, or the trail did: always the first event of a server's life.
    static let start = "trail_started"
    /// The server ended in order: what comes behind it is another life.
    static let stop = "trail_stopped"
    /// A file was opened anew, as log rotation asks for.
    static let reopened = "trail_reopened"
    /// More happened than could be written: the events with these sequence numbers are missing.
    static let lost = "events_lost"
}
