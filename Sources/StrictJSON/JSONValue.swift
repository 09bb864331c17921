/// A JSON value as RFC 8259 describes it.
///
/// Integers are kept apart from other numbers, so that none is rounded on its way through a double.
public enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    /// A number written without fraction and exponent that fits.
    case integer(Int64)
    /// Any other number. Never infinite or NaN when it was parsed.
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// Swift compares strings by canonical equivalence, so two names that differ only in their normalization form
    /// count as the same name.
    case object([String: JSONValue])

    /// How deep arrays and objects may be nested unless the caller says otherwise.
    public static let defaultMaximumDepth = 32
    /// What a caller cannot exceed: freeing, comparing and encoding a value all recurse into it.
    public static let depthLimit = 512

    /// Parses a whole JSON text.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8, without a byte order mark.
    ///   - maximumDepth: how many arrays and objects may be open at once, at most `depthLimit`.
    /// - Throws: `JSONError` for everything that RFC 8259 does not allow, and for duplicate member names.
    public init(
        parsing bytes: some Collection<UInt8>, maximumDepth: Int = JSONValue.defaultMaximumDepth
    ) throws(JSONError) {
        var parser = JSONParser(bytes: Array(bytes), maximumDepth: min(maximumDepth, Self.depthLimit))
        self = try parser.parse()
    }

    /// Parses a whole JSON text. See `init(parsing:maximumDepth:)`.
    public init(parsing text: String, maximumDepth: Int = JSONValue.defaultMaximumDepth) throws(JSONError) {
        try self.init(parsing: text.utf8, maximumDepth: maximumDepth)
    }

    /// An integer when it fits, else the nearest double.
    public init(_ value: some BinaryInteger) {
        self = Int64(exactly: value).map(JSONValue.integer) ?? .number(Double(value))
    }
}

// MARK: - Access

extension JSONValue {
    /// The member of that name, or nil when there is none or this is no object.
    public subscript(name: String) -> JSONValue? { objectValue?[name] }

    public var isNull: Bool { self == .null }

    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The value of a number written as an integer; nil for `1.0` and `1e0`.
    public var integerValue: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The value of any number, rounded to a double.
    public var doubleValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    public var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    public var arrayValue: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    public var objectValue: [String: JSONValue]? {
        if case .object(let value) = self { value } else { nil }
    }
}
