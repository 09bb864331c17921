/// The value of `Link` (RFC 8288) for a page of a longer list.
enum PageLinks {
    /// Links to the first page, to those beside this one and to the last, as far as there are any. They are relative to
    /// the request's own target, so they are right below any base path and behind any proxy.
    ///
    /// - Parameters:
    ///   - query: of the request.
    ///   - limit: how many a page has at most; more than 0.
    /// - Returns: nil when there is but one page.
    static func value(query: [RequestTarget.QueryItem], limit: Int, offset: Int, total: Int) -> String? {
        guard total > limit || offset > 0 else { return nil }
        let last = max(0, (total - 1) / limit * limit)
        var links = [("first", 0)]
        // Behind the last page, that one is in front of it.
        if offset > 0 { links.append(("prev", min(max(0, offset - limit), last))) }
        // Not `offset + limit`, which may be more than there are numbers.
        if total - limit > offset { links.append(("next", offset + limit)) }
        links.append(("last", last))
        return links.map { relation, offset in
            let kept = query.filter { $0.name != "offset" && $0.name != "limit" }
            let items = kept.map { ($0.name, $0.value) } + [("limit", "\(limit)"), ("offset", "\(offset)")]
            let text = items.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
            return "<?\(text)>; rel=\"\(relation)\""
        }.joined(separator: ", ")
    }

    /// With everything percent-encoded but what RFC 3986 calls unreserved.
    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            default:
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
