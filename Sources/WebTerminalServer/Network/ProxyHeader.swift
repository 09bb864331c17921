/// What stands in front of a connection's own bytes when a proxy speaks the PROXY protocol, version 1 or 2 (HAProxy's
/// proxy-protocol.txt): who it speaks for.
///
/// The first byte that cannot be part of it ends it. There is no guessing: who has to send it is known beforehand.
struct ProxyHeader: Equatable, Sendable {
    /// Nil: the proxy speaks for itself, as for its health checks, or does not know.
    var source: Peer?
    /// Of the header, in bytes.
    var length: Int

    struct Malformed: Error, Equatable {}

    /// The longest header that is taken, in bytes. Those of version 2 may carry much that nobody here asks for.
    static let maximumBytes = 2048

    /// - Parameter bytes: all that has come so far.
    /// - Returns: nil while the header is not complete.
    init?(_ bytes: [UInt8]) throws(Malformed) {
        if bytes.first == Self.binarySignature.first {
            try self.init(binary: bytes)
        } else {
            try self.init(text: bytes)
        }
    }

    // MARK: Version 1

    /// `PROXY TCP4 192.0.2.1 198.51.100.1 4711 443` and a line end.
    private init?(text bytes: [UInt8]) throws(Malformed) {
        let known = bytes.prefix(Self.textSignature.count)
        guard known.elementsEqual(Self.textSignature.prefix(known.count)) else { throw Malformed() }
        guard let end = bytes.prefix(Self.maximumTextBytes).firstIndex(of: UInt8(ascii: "\n")) else {
            guard bytes.count < Self.maximumTextBytes else { throw Malformed() }
            return nil
        }
        guard end > 0, bytes[end - 1] == UInt8(ascii: "\r"),
            let line = String(validating: bytes[..<(end - 1)], as: UTF8.self)
        else { throw Malformed() }
        length = end + 1
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        // What follows this word is of no meaning.
        if parts.count > 1, parts[1] == "UNKNOWN" { return }
        guard parts.count == 6, let source = IPAddress(parts[2]), IPAddress(parts[3]) != nil,
            Self.isPort(parts[4]), Self.isPort(parts[5])
        else { throw Malformed() }
        switch parts[1] {
        case "TCP4" where !parts[2].contains(":") && !parts[3].contains(":"): break
        case "TCP6" where parts[2].contains(":") && parts[3].contains(":"): break
        default: throw Malformed()
        }
        self.source = .address(source)
    }

    private static let textSignature = Array("PROXY ".utf8)
    private static let maximumTextBytes = 107

    private static func isPort(_ text: Substring) -> Bool {
        let digits = text.utf8
        return (1...5).contains(digits.count) && digits.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
            && (digits.first != 0x30 || digits.count == 1) && UInt16(text) != nil
    }

    // MARK: Version 2

    /// Signature, version and command, family, length, addresses, and then whatever.
    private init?(binary bytes: [UInt8]) throws(Malformed) {
        let known = bytes.prefix(Self.binarySignature.count)
        guard known.elementsEqual(Self.binarySignature.prefix(known.count)) else { throw Malformed() }
        guard bytes.count >= 16 else { return nil }
        let size = Int(bytes[14]) << 8 | Int(bytes[15])
        guard bytes[12] == 0x20 || bytes[12] == 0x21, 16 + size <= Self.maximumBytes else { throw Malformed() }
        guard bytes.count >= 16 + size else { return nil }
        length = 16 + size
        let isLocal = bytes[12] == 0x20
        let addressBytes: Int
        switch bytes[13] {
        case 0x11: addressBytes = 4
        case 0x21: addressBytes = 16
        // A unix socket, datagrams, or nothing in particular: nobody that an address could be told of.
        case 0x00, 0x12, 0x22, 0x31, 0x32: return
        default: throw Malformed()
        }
        if isLocal { return }
        // Two addresses, and two ports.
        guard size >= addressBytes * 2 + 4 else { throw Malformed() }
        source = .address(IPAddress(bytes: Array(bytes[16..<(16 + addressBytes)])))
    }

    private static let binarySignature: [UInt8] = [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
    ]
}
