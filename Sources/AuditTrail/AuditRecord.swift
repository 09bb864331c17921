internal import LineOutput
internal import StrictJSON

/// One line of an audit trail.
///
/// A JSON object whose last member is `hash`: the SHA-256 of the line as it is without that member, which includes
/// `previous`, the hash of the line before. So no line can be changed, taken out, added or moved without a trace.
struct AuditRecord: Sendable, Equatable {
    var sequence: UInt64
    var event: String
    var fields: [String: JSONValue]
    var previous: AuditHash
    var hash: AuditHash

    /// Members that every line has; events cannot have fields of these names.
    static let ownFields: Set<String> = ["sequence", "time", "event", "previous", "hash"]
    /// Texts of events are cut off behind so many Unicode scalars: the bound on a line.
    static let maximumTextCharacters = 512
    /// Longer is no line of ours.
    static let maximumLineBytes = 256 << 10

    /// The line of an event, with its line feed, and its hash.
    ///
    /// - Parameter time: seconds since 1970.
    static func line(
        _ event: AuditEvent, sequence: UInt64, time: Double, previous: AuditHash
    ) -> (bytes: [UInt8], hash: AuditHash) {
        let name = PrintableText.quoted(event.name)
        var text = "{\"sequence\":\(sequence),\"time\":\"\(UTCTime(time))\",\"event\":\(name)"
        for (name, value) in event.fields.sorted(by: { $0.key < $1.key }) {
            guard !value.isNull, !ownFields.contains(name) else { continue }
            text += ",\(PrintableText.quoted(name)):\(encoded(value))"
        }
        text += ",\"previous\":\"\(previous)\""
        let hash = AuditHash(of: Array((text + "}").utf8))
        return (Array("\(text),\"hash\":\"\(hash)\"}\n".utf8), hash)
    }

    /// Reads a line, without its line feed. Nil: it is none of an audit trail, or not what it was when it was written.
    init?(_ line: some Collection<UInt8>) {
        let bytes = Array(line)
        guard bytes.count <= Self.maximumLineBytes, bytes.count > Self.tailBytes else { return nil }
        let body = bytes.dropLast(Self.tailBytes)
        let tail = String(decoding: bytes.suffix(Self.tailBytes), as: UTF8.self)
        guard tail.hasPrefix(",\"hash\":\""), tail.hasSuffix("\"}"),
            let hash = AuditHash(tail.dropFirst(9).dropLast(2)),
            hash == AuditHash(of: body + [UInt8(ascii: "}")]),
            let members = try? JSONValue(parsing: bytes).objectValue,
            let sequence = members["sequence"]?.integerValue, sequence > 0,
            let event = members["event"]?.stringValue,
            let previous = members["previous"]?.stringValue.flatMap(AuditHash.init(_:))
        else { return nil }
        self.sequence = UInt64(sequence)
        self.event = event
        self.previous = previous
        self.hash = hash
        fields = members.filter { !Self.ownFields.contains($0.key) }
    }

    /// Of `,"hash":"…"}`, in bytes.
    private static let tailBytes = 9 + 64 + 2

    private static func encoded(_ value: JSONValue) -> String {
        guard let text = value.stringValue else { return value.encodedString }
        let scalars = text.unicodeScalars
        guard scalars.count > maximumTextCharacters else { return PrintableText.quoted(text) }
        return PrintableText.quoted(String(scalars.prefix(maximumTextCharacters)) + "…")
    }
}
