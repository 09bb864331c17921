/// Where a hop came from, as `X-Forwarded-For` and the `for` of `Forwarded` name it.
enum ForwardedNode: Equatable, Sendable {
    case address(IPAddress)
    /// `unknown`, a name that hides one, or anything else that is no address.
    case hidden

    /// - Parameter text: `192.0.2.1`, `192.0.2.1:1234`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:1234`.
    init(_ text: some StringProtocol) {
        self = Self.address(in: text).map(ForwardedNode.address) ?? .hidden
    }

    private static func address(in text: some StringProtocol) -> IPAddress? {
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let inside = text[text.index(after: text.startIndex)..<end]
            guard inside.contains(":"), isPort(text[text.index(after: end)...]) else { return nil }
            return IPAddress(inside)
        }
        // One colon separates a port; more are an IPv6 address without brackets, which then can have none.
        guard let colon = text.firstIndex(of: ":"), colon == text.lastIndex(of: ":") else { return IPAddress(text) }
        return isPort(text[colon...]) ? IPAddress(text[..<colon]) : nil
    }

    /// Nothing, or a colon and a port. A port may be hidden behind a name, too (RFC 7239, 6.2).
    private static func isPort(_ text: some StringProtocol) -> Bool {
        guard let colon = text.first else { return true }
        let rest = text.dropFirst()
        guard colon == ":", let first = rest.first else { return false }
        if first == "_" {
            return rest.count > 1 && rest.utf8.dropFirst().allSatisfy { HeaderText.isTokenByte($0) }
        }
        return rest.utf8.count <= 5 && rest.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }
}

/// The bytes that header fields are made of.
enum HeaderText {
    /// RFC 9110, 5.6.2.
    static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    /// Space and tab.
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
