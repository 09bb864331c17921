/// Why bytes are not the JSON that RFC 8259 describes, and where.
///
/// It repeats nothing of the text itself, so it can be logged and shown when the text holds secrets.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// The text ends inside a value, or is empty.
        case unexpectedEnd
        /// A byte that cannot stand here: a missing or surplus comma, a comment, an unknown word.
        case unexpectedByte
        /// Something other than white space follows the value.
        case trailingData
        /// U+FEFF before the value, which RFC 8259 section 8.1 lets a parser refuse.
        case byteOrderMark
        /// A name that the object already has, compared after escapes are undone.
        case duplicateMember
        /// Bytes that are not UTF-8.
        case invalidUTF8
        /// A backslash that starts no known escape.
        case invalidEscape
        /// A `\u` escape for half of a surrogate pair.
        case loneSurrogate
        /// A byte below 0x20 in a string.
        case controlCharacter
        /// A number that does not follow the grammar: `01`, `+1`, `.5`, `1.`, `1e`.
        case invalidNumber
        /// A number too large for a double.
        case numberOutOfRange
        /// Arrays and objects nested deeper than the parser was told to follow.
        case tooDeep
    }

    public let kind: Kind
    /// The byte it was noticed at, counted from 0.
    public let offset: Int

    public var description: String { "\(sentence) at byte \(offset)" }

    private var sentence: String {
        switch kind {
        case .unexpectedEnd: "unexpected end"
        case .unexpectedByte: "unexpected byte"
        case .trailingData: "data after the value"
        case .byteOrderMark: "byte order mark"
        case .duplicateMember: "duplicate member name"
        case .invalidUTF8: "invalid UTF-8"
        case .invalidEscape: "invalid escape"
        case .loneSurrogate: "lone surrogate"
        case .controlCharacter: "control character in a string"
        case .invalidNumber: "invalid number"
        case .numberOutOfRange: "number out of range"
        case .tooDeep: "nested too deep"
        }
    }
}
