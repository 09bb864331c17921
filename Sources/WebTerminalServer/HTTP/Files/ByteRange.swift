/// A part of something that has a length: the one range of a `Range` header (RFC 9110, 14).
enum ByteRange: Equatable {
    /// There is none, or none that we serve: several ranges, other units, what cannot be read. All of it is the answer.
    case whole
    case part(Range<Int>)
    /// It lies behind the end.
    case unsatisfiable

    /// - Parameter count: how many bytes there are.
    init(_ header: String?, of count: Int) {
        self = .whole
        guard let header, let equals = header.firstIndex(of: "="), header[..<equals].lowercased() == "bytes" else {
            return
        }
        let bounds = header[header.index(after: equals)...].split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2 else { return }
        switch (Self.number(bounds[0]), Self.number(bounds[1])) {
        case (let first?, let last?) where first <= last:
            self = first < count ? .part(first..<(last < count ? last + 1 : count)) : .unsatisfiable
        case (let first?, nil) where bounds[1].isEmpty:
            self = first < count ? .part(first..<count) : .unsatisfiable
        case (nil, let last?) where bounds[0].isEmpty:
            self = last > 0 && count > 0 ? .part(max(0, count - last)..<count) : .unsatisfiable
        default:
            return
        }
    }

    /// Digits alone; one that is beyond all files is as good as the greatest number there is.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return Int(text) ?? .max
    }
}
