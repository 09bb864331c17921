/// Red, green and blue.
public struct RGBColor: Sendable, Hashable {
    public var red: UInt8
    public var green: UInt8
    public var blue: UInt8

    public init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    init(_ value: UInt32) {
        self.init(
            red: UInt8(value >> 16 & 0xFF), green: UInt8(value >> 8 & 0xFF), blue: UInt8(value & 0xFF))
    }

    /// XParseColor's `rgb:` with one to four digits each, or `#` with 3, 6, 9 or 12 digits; nil for anything else.
    init?(specification text: ArraySlice<UInt8>) {
        let lower = text.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        if lower.starts(with: "rgb:".utf8) {
            let fields = lower.dropFirst(4).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            guard fields.count == 3, let length = fields.first?.count, (1...4).contains(length),
                fields.allSatisfy({ $0.count == length })
            else { return nil }
            let largest = (1 << (4 * length)) - 1
            let values = fields.compactMap { Self.hexadecimal($0) }
            guard values.count == 3 else { return nil }
            self.init(values.map { UInt8(($0 * 255 * 2 + largest) / (largest * 2)) })
        } else if lower.first == UInt8(ascii: "#") {
            let digits = lower.dropFirst()
            let length = digits.count / 3
            guard digits.count == length * 3, (1...4).contains(length) else { return nil }
            let values = (0..<3).compactMap { Self.hexadecimal(digits.dropFirst($0 * length).prefix(length)) }
            guard values.count == 3 else { return nil }
            self.init(values.map { UInt8(length == 1 ? $0 << 4 : $0 >> (4 * (length - 2))) })
        } else {
            return nil
        }
    }

    private init(_ values: [UInt8]) { self.init(red: values[0], green: values[1], blue: values[2]) }

    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: value = value << 4 | Int(digit - 0x30)
            case 0x61...0x66: value = value << 4 | Int(digit - 0x61 + 10)
            default: return nil
            }
        }
        return value
    }

    /// As terminals report colours: each component with four digits.
    var specification: String {
        let parts = [red, green, blue].map { component in
            let digits = String(component, radix: 16)
            let padded = digits.count == 1 ? "0" + digits : digits
            return padded + padded
        }
        return "rgb:" + parts.joined(separator: "/")
    }

    /// `#rrggbb`.
    var hexadecimal: String {
        "#" + [red, green, blue].map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }
}
