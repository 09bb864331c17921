import TerminalEmulator

/// The whole state as one JSON document. Modes have the names of xterm.js's `Terminal.modes`.
func dump(_ emulator: TerminalEmulator) -> String {
    let screens = emulator.inspect()
    let cursor = emulator.cursor
    let modes = emulator.modes
    let members = [
        "\"cols\":\(emulator.columns)", "\"rows\":\(emulator.rows)",
        "\"active\":\(quoted(emulator.isAlternate ? "alternate" : "normal"))",
        "\"cursor\":{\"x\":\(screens.cursorColumn),\"y\":\(cursor.row),"
            + "\"pending_wrap\":\(cursor.wrapsNext),\"visible\":\(cursor.isVisible),"
            + "\"style\":\(quoted(cursor.shape.rawValue)),\"blink\":\(cursor.blinks)}",
        "\"base\":\(emulator.scrollbackLines)",
        "\"title\":\(quoted(emulator.title))",
        "\"modes\":{" + modeMembers(modes).joined(separator: ",") + "}",
        "\"scroll_region\":[\(screens.scrollRegion.top),\(screens.scrollRegion.bottom)]",
        "\"tabs\":[" + screens.tabs.map(String.init).joined(separator: ",") + "]",
        "\"normal\":{\"lines\":[" + screens.normal.map(line).joined(separator: ",") + "]}",
        "\"alternate\":{\"lines\":[" + screens.alternate.map(line).joined(separator: ",") + "]}",
    ]
    return "{" + members.joined(separator: ",") + "}"
}

private func modeMembers(_ modes: TerminalModes) -> [String] {
    [
        "\"applicationCursorKeysMode\":\(modes.applicationCursorKeys)",
        "\"applicationKeypadMode\":\(modes.applicationKeypad)",
        "\"bracketedPasteMode\":\(modes.bracketedPaste)", "\"insertMode\":\(modes.insert)",
        "\"mouseTrackingMode\":\(quoted(modes.mouseTracking.rawValue))", "\"originMode\":\(modes.origin)",
        "\"reverseWraparoundMode\":\(modes.reverseWraparound)", "\"sendFocusMode\":\(modes.sendFocus)",
        "\"wraparoundMode\":\(modes.wraparound)", "\"mouse_encoding\":\(quoted(modes.mouseEncoding.rawValue))",
        "\"newline\":\(modes.newLine)",
    ]
}

private func line(_ line: ScreenInspection.Line) -> String {
    "{\"wrapped\":\(line.isWrapped),\"cells\":[" + line.cells.map(cell).joined(separator: ",") + "]}"
}

private func cell(_ cell: ScreenInspection.Cell) -> String {
    let (foreground, background) = (cell.foreground, cell.background)
    return "[\(quoted(cell.characters)),\(cell.width),\(foreground.mode),\(foreground.value),\(background.mode),"
        + "\(background.value),\(cell.flags),\(cell.underline),\(cell.underlineColor),\(quoted(cell.link))]"
}

private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\\(scalar)"
        case ..<"\u{20}": result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
