/// Finds the line of every key in a TOML document. The parser tells positions of syntax errors only, but "unknown key"
/// and "out of range" need a line as well. The document has passed the parser, so this reads no more of the
/// grammar than it takes to tell keys from values.
struct TOMLKeyLines {
    /// Lines, from 1, by path: `server.port`, `security.jwt_secrets[0].kid`.
    private(set) var lines: [String: Int] = [:]

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    /// Tables of each array of tables so far.
    private var counts: [String: Int] = [:]

    init(_ text: String) {
        bytes = Array(text.utf8)
        scanDocument()
    }

    /// The line of a key, or else of the nearest table around it.
    func line(of path: String) -> Int? {
        var path = path[...]
        while !path.isEmpty {
            if let line = lines[String(path)] { return line }
            path = path[..<(path.lastIndex { $0 == "." || $0 == "[" } ?? path.startIndex)]
        }
        return nil
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where position < bytes.count {
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
    }

    private mutating func scanDocument() {
        var table = ""
        skipSpace()
        while let byte = current {
            let start = position
            if byte == UInt8(ascii: "[") {
                table = scanHeader()
            } else {
                scanPair(in: table)
            }
            if position == start { advance() }
            skipSpace()
        }
    }

    private mutating func scanHeader() -> String {
        advance()
        let isArray = current == UInt8(ascii: "[")
        if isArray { advance() }
        var path = scanKey(in: "")
        advance(isArray ? 2 : 1)
        if isArray {
            let count = counts[path, default: 0]
            counts[path] = count + 1
            note(path)
            path += "[\(count)]"
        }
        note(path)
        return path
    }

    private mutating func scanPair(in table: String) {
        let path = scanKey(in: table)
        note(path)
        if current == UInt8(ascii: "=") { advance() }
        skipBlanks()
        scanValue(path)
    }

    /// A dotted key. Inside an array of tables, the last of its tables is meant.
    private mutating func scanKey(in table: String) -> String {
        var path = table
        while true {
            skipBlanks()
            let part = scanKeyPart()
            path = path.isEmpty ? part : "\(path).\(part)"
            skipBlanks()
            guard current == UInt8(ascii: ".") else { return path }
            if let count = counts[path] { path += "[\(count - 1)]" }
            advance()
        }
    }

    private mutating func scanKeyPart() -> String {
        let start = position
        if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
            skipString()
            return String(decoding: bytes[min(start + 1, position)..<max(start + 1, position - 1)], as: UTF8.self)
        }
        while let byte = current, !" \t\r\n.=]#".utf8.contains(byte) { advance() }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func scanValue(_ path: String) {
        switch current {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): skipString()
        case UInt8(ascii: "["):
            scanElements(until: "]") { scanner, index in scanner.scanValue("\(path)[\(index)]") }
        case UInt8(ascii: "{"):
            scanElements(until: "}") { scanner, _ in scanner.scanPair(in: path) }
        default:
            while let byte = current, !",]}#\r\n".utf8.contains(byte) { advance() }
        }
    }

    private mutating func scanElements(
        until end: Unicode.Scalar, _ element: (inout TOMLKeyLines, Int) -> Void
    ) {
        advance()
        var index = 0
        skipSpace()
        while let byte = current, byte != UInt8(ascii: end) {
            let start = position
            element(&self, index)
            // Whatever this is, it cannot hold the scan up for ever.
            if position == start { advance() }
            index += 1
            skipSpace()
            if current == UInt8(ascii: ",") { advance() }
            skipSpace()
        }
        advance()
    }

    /// A string of any of the four kinds.
    private mutating func skipString() {
        guard let quote = current else { return }
        let isBasic = quote == UInt8(ascii: "\"")
        let triple = [quote, quote, quote]
        let length = bytes[position...].starts(with: triple) ? 3 : 1
        advance(length)
        while let byte = current {
            if isBasic, byte == UInt8(ascii: "\\") {
                advance(2)
            } else if length == 1 ? byte == quote : bytes[position...].starts(with: triple) {
                advance(length)
                // Up to two quotes more belong to the text before the closing three.
                if length == 3 { while current == quote { advance() } }
                return
            } else {
                advance()
            }
        }
    }

    private mutating func skipBlanks() {
        while current == UInt8(ascii: " ") || current == UInt8(ascii: "\t") { advance() }
    }

    /// Blanks, line ends and comments.
    private mutating func skipSpace() {
        while let byte = current {
            if byte == UInt8(ascii: "#") {
                while let byte = current, byte != UInt8(ascii: "\n") { advance() }
            } else if " \t\r\n".utf8.contains(byte) {
                advance()
            } else {
                return
            }
        }
    }

    private mutating func note(_ path: String) {
        if lines[path] == nil { lines[path] = line }
    }
}
