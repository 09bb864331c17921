/// `Content-Disposition` for a file that is to be saved and never shown (RFC 6266).
enum ContentDisposition {
    /// - Parameter name: of the file. Whatever it contains, the header is one line of ASCII.
    static func attachment(_ name: String) -> String {
        let plain = String(String.UnicodeScalarView(name.unicodeScalars.map { isPlain($0) ? $0 : "_" }))
        guard plain != name else { return "attachment; filename=\"\(name)\"" }
        // RFC 8187; whoever knows it prefers it, and others have the plain one.
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(percentEncoded(name))"
    }

    /// Every byte but letters, digits and what separates nothing, for RFC 8187 and for queries alike.
    static func percentEncoded(_ text: String) -> String {
        var encoded = ""
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            if isPlain(scalar), scalar != " ", scalar != "(", scalar != ")" {
                encoded.unicodeScalars.append(scalar)
            } else {
                encoded.unicodeScalars.append(contentsOf: ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            }
        }
        return encoded
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "-", "_", " ", "(", ")": true
        default: false
        }
    }
}
