/// `Forwarded` (RFC 7239): what each proxy on the way says of the hop in front of it, the nearest last.
///
/// Nothing in it is repaired. Whoever can put a quote at the right place in front of what a proxy appends can make
/// that part of a text of his own, so a field that does not parse as a whole says nothing at all.
struct ForwardedHeader: Equatable, Sendable {
    struct Element: Equatable, Sendable {
        var node: ForwardedNode?
        var proto: String?
        var host: String?
    }

    /// In the order of the hops, the client's first.
    var elements: [Element] = []

    struct Malformed: Error, Equatable {}

    /// - Parameter fields: the values of all fields of that name, in order.
    init(_ fields: [String]) throws(Malformed) {
        for field in fields {
            var scanner = Scanner(rest: field.utf8[...])
            elements += try scanner.elements()
        }
    }

    private struct Scanner {
        var rest: Substring.UTF8View

        mutating func elements() throws(Malformed) -> [Element] {
            var elements = [try element()]
            while !rest.isEmpty {
                guard rest.popFirst() == UInt8(ascii: ",") else { throw Malformed() }
                elements.append(try element())
            }
            return elements
        }

        /// `for=192.0.2.1;proto=https`, with blanks around it only. Each parameter at most once.
        private mutating func element() throws(Malformed) -> Element {
            var element = Element()
            var names: Set<String> = []
            skipBlanks()
            while true {
                let name = text(try token()).lowercased()
                guard rest.popFirst() == UInt8(ascii: "="), names.insert(name).inserted else { throw Malformed() }
                let value = try self.value()
                switch name {
                case "for": element.node = ForwardedNode(value)
                case "proto": element.proto = value
                case "host": element.host = value
                default: break
                }
                guard rest.first == UInt8(ascii: ";") else { break }
                rest.removeFirst()
            }
            skipBlanks()
            return element
        }

        private mutating func value() throws(Malformed) -> String {
            guard rest.first == UInt8(ascii: "\"") else { return text(try token()) }
            rest.removeFirst()
            var bytes: [UInt8] = []
            while let byte = rest.popFirst() {
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let escaped = rest.popFirst(), (0x20...0x7E).contains(escaped) else { throw Malformed() }
                    bytes.append(escaped)
                case 0x20...0x7E: bytes.append(byte)
                default: throw Malformed()
                }
            }
            throw Malformed()
        }

        private mutating func token() throws(Malformed) -> Substring.UTF8View {
            let end = rest.firstIndex { !HeaderText.isTokenByte($0) } ?? rest.endIndex
            guard end != rest.startIndex else { throw Malformed() }
            defer { rest = rest[end...] }
            return rest[..<end]
        }

        private func text(_ bytes: Substring.UTF8View) -> String { String(decoding: bytes, as: UTF8.self) }

        private mutating func skipBlanks() {
            rest = rest[(rest.firstIndex { !HeaderText.isBlank($0) } ?? rest.endIndex)...]
        }
    }
}
