/// A style in a packed line: a byte that says which parts differ from the default style, then those parts.
extension TextStyle {
    private enum Part {
        static let foreground: UInt8 = 1
        static let background: UInt8 = 2
        static let flags: UInt8 = 4
        static let underline: UInt8 = 8
        static let link: UInt8 = 16
    }

    func pack(into bytes: inout [UInt8]) {
        let place = bytes.count
        bytes.append(0)
        if foreground != .standard {
            bytes[place] |= Part.foreground
            foreground.pack(into: &bytes)
        }
        if background != .standard {
            bytes[place] |= Part.background
            background.pack(into: &bytes)
        }
        if !flags.isEmpty {
            bytes[place] |= Part.flags
            bytes.appendVariable(Int(flags.rawValue))
        }
        if underline != .none || underlineColor != .standard {
            bytes[place] |= Part.underline
            bytes.append(underline.rawValue)
            underlineColor.pack(into: &bytes)
        }
        if link != 0 {
            bytes[place] |= Part.link
            bytes.appendVariable(Int(link))
        }
    }

    init(unpacking reader: inout PackedReader) {
        let parts = reader.next() ?? 0
        if parts & Part.foreground != 0 { foreground = TextColor(unpacking: &reader) }
        if parts & Part.background != 0 { background = TextColor(unpacking: &reader) }
        if parts & Part.flags != 0 { flags = Flags(rawValue: UInt16(truncatingIfNeeded: reader.variable())) }
        if parts & Part.underline != 0 {
            underline = Underline(rawValue: reader.next() ?? 0) ?? .none
            underlineColor = TextColor(unpacking: &reader)
        }
        if parts & Part.link != 0 { link = UInt16(truncatingIfNeeded: reader.variable()) }
    }
}

extension TextColor {
    fileprivate func pack(into bytes: inout [UInt8]) {
        bytes.append(UInt8(mode.rawValue))
        switch mode {
        case .standard: break
        case .palette16, .palette256: bytes.append(UInt8(value & 0xFF))
        case .rgb:
            bytes.append(UInt8(value >> 16 & 0xFF))
            bytes.append(UInt8(value >> 8 & 0xFF))
            bytes.append(UInt8(value & 0xFF))
        }
    }

    fileprivate init(unpacking reader: inout PackedReader) {
        let mode = Mode(rawValue: UInt32(reader.next() ?? 0)) ?? .standard
        var value: UInt32 = 0
        let bytes =
            switch mode {
            case .standard: 0
            case .palette16, .palette256: 1
            case .rgb: 3
            }
        for _ in 0..<bytes { value = value << 8 | UInt32(reader.next() ?? 0) }
        self.init(mode: mode, value: value)
    }
}
