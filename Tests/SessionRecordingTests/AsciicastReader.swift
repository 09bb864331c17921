import StrictJSON
import TestKit
import TerminalProtocol

/// Reads a recording as strictly as the format's description has it, and shares nothing with what writes it.
struct AsciicastReader {
    struct Event: Equatable {
        /// Seconds since the event before.
        var interval: Double
        var code: String
        var data: String
    }

    var header: [String: JSONValue]
    var events: [Event] = []

    init(_ bytes: [UInt8]) throws {
        guard bytes.last == 10 else { throw TestFailure("the last line has no end") }
        let lines = bytes.dropLast().split(separator: 10, omittingEmptySubsequences: false)
        guard let first = lines.first, let header = try JSONValue(parsing: first).objectValue else {
            throw TestFailure("there is no header")
        }
        self.header = header
        guard header["version"] == 3, let term = header["term"],
            let cols = term["cols"]?.integerValue, cols > 0, let rows = term["rows"]?.integerValue, rows > 0
        else { throw TestFailure("the header is none of version 3: \(header)") }
        for line in lines.dropFirst() where line.first != UInt8(ascii: "#") {
            guard let parts = try JSONValue(parsing: line).arrayValue, parts.count == 3,
                let interval = parts[0].doubleValue, interval >= 0, let code = parts[1].stringValue,
                let data = parts[2].stringValue
            else { throw TestFailure("no event: \(String(decoding: line, as: UTF8.self))") }
            switch code {
            case "o", "m": break
            case "r":
                guard data.wholeMatch(of: #/[1-9]\d*x[1-9]\d*/#) != nil else { throw TestFailure("no size: \(data)") }
            case "x": guard Int(data) != nil else { throw TestFailure("no exit code: \(data)") }
            default: throw TestFailure("no code that the server writes: \(code)")
            }
            events.append(Event(interval: interval, code: code, data: data))
        }
    }

    /// All that was printed.
    var output: String { events.filter { $0.code == "o" }.map(\.data).joined() }
    var markers: [String] { events.filter { $0.code == "m" }.map(\.data) }
    var codes: String { events.map(\.code).joined() }
    var seconds: Double { events.reduce(0) { $0 + $1.interval } }
}
