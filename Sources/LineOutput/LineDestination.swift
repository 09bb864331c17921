/// Where lines go, as a setting says it.
public enum LineDestination: Sendable, Equatable, CustomStringConvertible {
    case off
    /// A descriptor that the process was started with; `stderr` is 2.
    case descriptor(Int32)
    /// The path of a file that lines are added to.
    case file(String)
    /// The system's log on this machine.
    case syslog

    /// What a text that can be read looks like: the end of a sentence.
    public static let forms = #""off", "stderr", "fd:N" with an open descriptor, "file:/path" or "syslog""#

    /// Nil unless `text` is one of `forms`.
    public init?(_ text: String) {
        switch text {
        case "off": self = .off
        case "stderr": self = .descriptor(2)
        case "syslog": self = .syslog
        case _ where text.hasPrefix("fd:"):
            let digits = text.dropFirst(3)
            // Standard input is nothing to write to.
            guard let number = Int32(digits), number > 0, String(number) == digits else { return nil }
            self = .descriptor(number)
        case _ where text.hasPrefix("file:/"):
            guard !text.unicodeScalars.contains("\0") else { return nil }
            self = .file(String(text.dropFirst(5)))
        default: return nil
        }
    }

    public var description: String {
        switch self {
        case .off: "off"
        case .descriptor(2): "stderr"
        case .descriptor(let number): "fd:\(number)"
        case .file(let path): "file:\(path)"
        case .syslog: "syslog"
        }
    }
}
