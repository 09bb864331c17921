internal import PseudoTerminal
internal import Sessions
internal import StrictJSON
internal import TerminalProtocol

/// The lines of a file in the format asciicast v3: a header, then events, each with its distance in time to the one
/// before (https://docs.asciinema.org/manual/asciicast/v3/).
enum Asciicast {
    /// What the code of an event says it is.
    enum Code: String {
        case output = "o"
        case resize = "r"
        case marker = "m"
        case exit = "x"
    }

    /// - Parameter time: seconds since 1970.
    static func header(size: TerminalSize, time: Double, title: String?) -> [UInt8] {
        var members: [String: JSONValue] = [
            "version": 3,
            "term": ["cols": JSONValue(size.cols), "rows": JSONValue(size.rows), "type": "xterm-256color"],
            "timestamp": JSONValue(Int64(time)),
        ]
        members["title"] = title.map(JSONValue.string)
        return JSONValue.object(members).encoded() + [lineFeed]
    }

    /// - Parameter microseconds: since the event before, or since the start.
    static func event(after microseconds: Int64, _ code: Code, _ data: String) -> [UInt8] {
        let fraction = String(microseconds % 1_000_000)
        let seconds = "\(microseconds / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
        return Array("[\(seconds), \"\(code.rawValue)\", ".utf8) + JSONValue.string(data).encoded()
            + Array("]\n".utf8)
    }

    /// As a shell would say it: 128 and the number of the signal for a process that one ended.
    static func exitCode(_ status: ExitStatus) -> String {
        switch status {
        case .exited(let code): "\(code)"
        case .signalled(let signal): "\(128 + signal)"
        }
    }

    private static let lineFeed = UInt8(ascii: "\n")
}
