/// What the header of a part says of it.
public struct MultipartPart: Sendable, Equatable {
    /// Of the field in the form.
    public var name: [UInt8]
    /// What the file is called there, as it was sent, whatever that contains; nil: the part is no file.
    public var filename: [UInt8]?

    /// - Parameter header: the fields, each with the end of its line, and the empty line behind them.
    init(header: [UInt8]) throws(MultipartError) {
        var disposition: [UInt8]?
        for line in try Self.lines(header) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line[..<colon].allSatisfy(HeaderParameters.isToken)
            else { throw .badHeader("a line is not a name, a colon and a value") }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            let value = Array(HeaderParameters.trim(line[(colon + 1)...]))
            switch name {
            case "content-disposition":
                guard disposition == nil else { throw .badHeader("Content-Disposition occurs twice") }
                disposition = value
            case "content-transfer-encoding":
                // RFC 7578 has done away with it. To store what is still encoded would be worse than to say so.
                guard ["binary", "8bit", "7bit"].contains(String(decoding: value, as: UTF8.self).lowercased()) else {
                    throw .badHeader("the part has a Content-Transfer-Encoding")
                }
            default:
                break
            }
        }
        guard let disposition else { throw .badHeader("Content-Disposition is missing") }
        try self.init(disposition: disposition)
    }

    private init(disposition: [UInt8]) throws(MultipartError) {
        var parameters = HeaderParameters(disposition)
        guard parameters.value.lowercased() == "form-data" else {
            throw .badHeader("Content-Disposition is not form-data")
        }
        var name: [UInt8]?
        while let parameter = parameters.next() {
            switch parameter.name {
            case "name" where name == nil: name = Self.decode(parameter.value)
            case "filename" where filename == nil: filename = Self.decode(parameter.value)
            case "name", "filename": throw .badHeader("\(parameter.name) occurs twice")
            default: break
            }
        }
        guard parameters.isValid else { throw .badHeader("Content-Disposition cannot be read") }
        guard let name else { throw .badHeader("name is missing") }
        self.name = name
    }

    private static func lines(_ header: [UInt8]) throws(MultipartError) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        for line in header.dropLast(4).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            lines.append(line)
        }
        for index in lines.indices.dropLast() {
            guard lines[index].popLast() == UInt8(ascii: "\r") else {
                throw .badHeader("a line does not end with CRLF")
            }
        }
        guard lines.allSatisfy({ !$0.contains(UInt8(ascii: "\r")) && !$0.contains(0) }) else {
            throw .badHeader("a line contains a control character")
        }
        return lines
    }

    /// What browsers do not let stand in a name, and write with a percent sign (HTML, 4.10.21.8). Everything else that
    /// looks the same is the name itself.
    private static func decode(_ value: [UInt8]) -> [UInt8] {
        var decoded: [UInt8] = []
        var rest = value[...]
        while let byte = rest.first {
            let next = escapes.first { rest.starts(with: $0.escape) }
            decoded.append(next?.byte ?? byte)
            rest = rest.dropFirst(next?.escape.count ?? 1)
        }
        return decoded
    }

    private static let escapes: [(escape: [UInt8], byte: UInt8)] = [
        (Array("%22".utf8), UInt8(ascii: "\"")), (Array("%0D".utf8), UInt8(ascii: "\r")),
        (Array("%0A".utf8), UInt8(ascii: "\n")),
    ]
}
