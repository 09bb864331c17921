/// OSC 4, 10, 11, 12, 104, 110, 111 and 112.
extension TerminalEmulator {
    /// OSC 4: pairs of an index and a colour, or a question mark.
    mutating func setOrReportPalette(_ data: [UInt8]) {
        let fields = data.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        for pair in stride(from: 0, to: fields.count - 1, by: 2) {
            guard let index = Self.paletteIndex(fields[pair]) else { continue }
            setOrReport(index, fields[pair + 1], name: "4;\(index)")
        }
    }

    /// OSC 10: text, background and cursor in this order; OSC 11 and 12 begin further on.
    mutating func setOrReportSpecialColors(_ data: [UInt8], first: Int) {
        let fields = data.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        for (offset, field) in fields.enumerated() where first + offset < 3 {
            setOrReport(Palette.foreground + first + offset, field, name: "\(10 + first + offset)")
        }
    }

    private mutating func setOrReport(_ index: Int, _ field: ArraySlice<UInt8>, name: String) {
        if field.elementsEqual("?".utf8) {
            outbox.effects.colorsAsked = true
            reply("\u{1B}]\(name);\(palette.color(index, theme: theme).specification)\u{1B}\\")
        } else if let color = RGBColor(specification: field) {
            palette.set(index, color)
        }
    }

    /// OSC 104: the given indexes, or all.
    mutating func resetPalette(_ data: [UInt8]) {
        if data.isEmpty {
            palette.resetIndexed()
            return
        }
        for field in data.split(separator: UInt8(ascii: ";")) {
            if let index = Self.paletteIndex(field) { palette.reset(index) }
        }
    }

    private static func paletteIndex(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let number = digits.reduce(0) { min($0 * 10 + Int($1 - 0x30), 1_000) }
        return number < 256 ? number : nil
    }
}
