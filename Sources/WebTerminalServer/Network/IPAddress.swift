internal import Glibc

/// An IPv4 or IPv6 address, as a number of 4 or 16 bytes in network order.
struct IPAddress: Hashable, Sendable {
    let bytes: [UInt8]

    /// Nil unless `text` is an address as `inet_pton` reads it: no port, no brackets, no zone, no leading zeros. An
    /// IPv4 address in IPv6's clothes (`::ffff:192.0.2.1`) is the IPv4 address.
    init?(_ text: some StringProtocol) {
        // `inet_pton` would stop at a zero byte.
        guard (2...45).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let text = String(text)
        let family = text.utf8.contains(UInt8(ascii: ":")) ? AF_INET6 : AF_INET
        var bytes = [UInt8](repeating: 0, count: family == AF_INET6 ? 16 : 4)
        guard inet_pton(family, text, &bytes) == 1 else { return nil }
        self.init(bytes: bytes)
    }

    /// - Parameter bytes: 4 or 16 of them, in network order.
    init(bytes: [UInt8]) {
        self.bytes = bytes.count == 16 && bytes.starts(with: Self.mappedPrefix) ? Array(bytes[12...]) : bytes
    }

    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
}

extension IPAddress: CustomStringConvertible {
    var description: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
            let family = bytes.count == 16 ? AF_INET6 : AF_INET
            guard let start = text.baseAddress,
                inet_ntop(family, bytes, start, socklen_t(text.count)) != nil
            else { return "" }
            return String(cString: start)
        }
    }
}

/// All addresses that begin with the same bits.
struct IPNetwork: Hashable, Sendable {
    /// With zeros behind the prefix.
    let address: IPAddress
    /// Bits, 0 to 32 or 128.
    let prefix: Int

    enum Failure: Error, Equatable {
        /// Neither `address` nor `address/bits`.
        case notANetwork
        /// Bits behind the prefix are set, so one of the two is not what was meant.
        case bitsBehindPrefix
    }

    /// - Parameter text: `192.0.2.0/24`, `2001:db8::/32`, or one address.
    init(_ text: String) throws(Failure) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let address = IPAddress(first) else { throw .notANetwork }
        self.address = address
        let bits = address.bytes.count * 8
        if parts.count == 1 {
            prefix = bits
        } else {
            let digits = parts[1].utf8
            // The bits of a mapped address would have to be counted from another end.
            guard (1...3).contains(digits.count), digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
                digits.first != 0x30 || digits.count == 1, let prefix = Int(parts[1]), prefix <= bits,
                !(bits == 32 && first.contains(":"))
            else { throw .notANetwork }
            self.prefix = prefix
        }
        for bit in prefix..<bits where address.bytes[bit / 8] & (0x80 >> (bit % 8)) != 0 { throw .bitsBehindPrefix }
    }

    func contains(_ other: IPAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        let whole = prefix / 8
        guard other.bytes[..<whole] == address.bytes[..<whole] else { return false }
        guard prefix % 8 != 0 else { return true }
        return (other.bytes[whole] ^ address.bytes[whole]) >> (8 - prefix % 8) == 0
    }
}
