extension TerminalEmulator {
    /// The screen as a `pre` element with styles of its own. Text is escaped, and only addresses of schemes that are
    /// safe to click on become links.
    public func html() -> String {
        var result =
            "<pre class=\"terminal\" style=\"color:\(defaultForeground.hexadecimal);"
            + "background:\(defaultBackground.hexadecimal)\">"
        for row in 0..<rows {
            for run in runs(row: row) { result += html(run) }
            result += "\n"
        }
        return result + "</pre>\n"
    }

    private func html(_ run: StyledRun) -> String {
        let text = run.style.flags.contains(.invisible) ? String(repeating: " ", count: run.width) : run.text
        let escaped = Self.escaped(text)
        let styles = declarations(run.style)
        var result = styles.isEmpty ? escaped : "<span style=\"\(styles.joined(separator: ";"))\">\(escaped)</span>"
        if let address = address(run.style.link), Self.isSafe(address) {
            result = "<a href=\"\(Self.escaped(address))\" rel=\"noopener noreferrer\">\(result)</a>"
        }
        return result
    }

    private func declarations(_ style: TextStyle) -> [String] {
        var result: [String] = []
        let colors = visibleColors(style)
        if let color = colors.foreground { result.append("color:\(color.hexadecimal)") }
        if let color = colors.background { result.append("background:\(color.hexadecimal)") }
        let flags = style.flags
        if flags.contains(.bold) { result.append("font-weight:bold") }
        if flags.contains(.dim) { result.append("opacity:0.5") }
        if flags.contains(.italic) { result.append("font-style:italic") }
        var lines: [String] = []
        if style.visibleUnderline != .none { lines.append("underline") }
        if flags.contains(.strikethrough) { lines.append("line-through") }
        if flags.contains(.overline) { lines.append("overline") }
        guard !lines.isEmpty else { return result }
        result.append("text-decoration-line:\(lines.joined(separator: " "))")
        switch style.visibleUnderline {
        case .none, .single: break
        case .double: result.append("text-decoration-style:double")
        case .curly: result.append("text-decoration-style:wavy")
        case .dotted: result.append("text-decoration-style:dotted")
        case .dashed: result.append("text-decoration-style:dashed")
        }
        if let color = rgb(style.underlineColor) { result.append("text-decoration-color:\(color.hexadecimal)") }
        return result
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// `javascript:` and its like stay text.
    private static func isSafe(_ address: String) -> Bool {
        let lower = address.lowercased()
        return ["https://", "http://", "mailto:", "ftp://"].contains { lower.hasPrefix($0) }
    }
}
