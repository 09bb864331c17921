internal import NIOCore

/// `host[:port]`, as in `Host`, `Origin` and the lists of the configuration.
struct Authority: Hashable, Sendable {
    /// A name or an IP address in lower case; IPv6 without its brackets.
    var host: String
    var port: Int?

    init(host: String, port: Int?) {
        self.host = host.lowercased()
        self.port = port
    }

    /// Nil unless `text` is nothing but a host and perhaps a port (RFC 3986, 3.2.2; names without percent signs).
    init?(_ text: String) {
        let bytes = text.utf8
        let end: String.Index
        if bytes.first == UInt8(ascii: "[") {
            guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let address = text[text.index(after: text.startIndex)..<bracket]
            // What is an IPv6 address is left to the parser that the sockets use as well.
            guard address.contains(":"), !address.contains("%"),
                (try? SocketAddress(ipAddress: String(address), port: 0)) != nil
            else { return nil }
            host = address.lowercased()
            end = bytes.index(after: bracket)
        } else {
            end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
            let name = bytes[..<end]
            guard (1...Self.maxNameBytes).contains(name.count), name.allSatisfy(Self.isNameByte) else { return nil }
            host = text[..<end].lowercased()
        }
        guard end != bytes.endIndex else {
            port = nil
            return
        }
        let digits = bytes[bytes.index(after: end)...]
        guard bytes[end] == UInt8(ascii: ":"), (1...5).contains(digits.count), digits.allSatisfy(Self.isDigit),
            let value = UInt16(String(text[digits.startIndex...]))
        else { return nil }
        port = Int(value)
    }

    /// The longest name that DNS knows, in bytes.
    private static let maxNameBytes = 253

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }
}
