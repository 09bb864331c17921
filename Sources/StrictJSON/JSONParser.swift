/// Reads one JSON text. Its own stack holds the open arrays and objects, so that no input can exhaust the thread's.
struct JSONParser {
    private var reader: JSONReader
    private let maximumDepth: Int
    private var open: [Container] = []

    init(bytes: [UInt8], maximumDepth: Int) {
        reader = JSONReader(bytes: bytes)
        self.maximumDepth = maximumDepth
    }

    mutating func parse() throws(JSONError) -> JSONValue {
        try reader.refuseByteOrderMark()
        while true {
            reader.skipWhitespace()
            // Nil: an array or object was opened, and its first value comes next.
            guard let value = try startValue() else { continue }
            if let whole = try finish(value) { return whole }
        }
    }

    /// Reads a scalar or an empty container whole, or opens a container and reads up to its first value.
    private mutating func startValue() throws(JSONError) -> JSONValue? {
        let start = reader.position
        switch reader.peek {
        case ASCII.openBracket:
            try enter(at: start)
            if reader.take(ASCII.closeBracket) { return .array([]) }
            open.append(Container(isObject: false))
            return nil
        case ASCII.openBrace:
            try enter(at: start)
            if reader.take(ASCII.closeBrace) { return .object([:]) }
            open.append(Container(isObject: true))
            try readName()
            return nil
        default:
            return try reader.readScalar()
        }
    }

    private mutating func enter(at offset: Int) throws(JSONError) {
        guard open.count < maximumDepth else { throw JSONError(kind: .tooDeep, offset: offset) }
        reader.advance()
        reader.skipWhitespace()
    }

    /// Hands a finished value to the container it is in, closing as many as end here.
    ///
    /// - Returns: the whole text's value when nothing is open any more, nil when another value has to follow.
    private mutating func finish(_ value: JSONValue) throws(JSONError) -> JSONValue? {
        var value = value
        while let top = open.indices.last {
            open[top].add(value)
            reader.skipWhitespace()
            if reader.take(ASCII.comma) {
                reader.skipWhitespace()
                if open[top].isObject { try readName() }
                return nil
            }
            guard reader.take(open[top].isObject ? ASCII.closeBrace : ASCII.closeBracket) else {
                throw reader.unexpected
            }
            value = open.removeLast().value
        }
        reader.skipWhitespace()
        guard reader.isAtEnd else { throw reader.error(.trailingData) }
        return value
    }

    /// Reads a member's name and the colon behind it.
    private mutating func readName() throws(JSONError) {
        let start = reader.position
        guard reader.peek == ASCII.quote else { throw reader.unexpected }
        let name = try reader.readString()
        guard open[open.count - 1].accept(name: name) else { throw JSONError(kind: .duplicateMember, offset: start) }
        reader.skipWhitespace()
        guard reader.take(ASCII.colon) else { throw reader.unexpected }
    }
}

/// An array or object whose end has not been read. A struct with both collections rather than an enum, because a
/// collection that is taken out of an enum to be changed is copied.
private struct Container {
    let isObject: Bool
    private var elements: [JSONValue] = []
    private var members: [String: JSONValue] = [:]
    private var name = ""

    init(isObject: Bool) { self.isObject = isObject }

    var value: JSONValue { isObject ? .object(members) : .array(elements) }

    /// Keeps the name for the value that follows; false when the object already has it.
    mutating func accept(name: String) -> Bool {
        self.name = name
        return members.index(forKey: name) == nil
    }

    mutating func add(_ value: JSONValue) {
        if isObject {
            members[name] = value
        } else {
            elements.append(value)
        }
    }
}
