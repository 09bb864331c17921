internal import Authentication
internal import Sessions
internal import StrictJSON
internal import TerminalProtocol

/// A link to a session. The secret in the link is not part of it.
struct Share: Sendable {
    var pass: SharePass
    /// In seconds since 1970.
    var createdAt: Double
    /// Who made it. A share is good only while they are let in.
    var creator: Identity
    /// When it stops being good, on the monotonic clock, in nanoseconds: nobody prolongs it by setting the other one.
    var deadline: Int64

    /// The share object of the API. Times are in seconds since 1970.
    var json: JSONValue {
        [
            "id": .string(pass.id), "mode": .string(pass.mode.rawValue), "created_at": SessionSummary.time(createdAt),
            "expires_at": JSONValue(pass.expiresAt), "created_by": .string(creator.userID),
        ]
    }

    /// A name for a share: 64 random bits in hexadecimal, so that none is used twice.
    static func newID() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
