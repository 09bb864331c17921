/// Titles, links and the clipboard.
extension TerminalEmulator {
    /// OSC 0 and 2.
    mutating func setTitle(_ data: [UInt8]) {
        titles.set(data)
        outbox.effects.titleChanged = true
    }

    /// OSC 8: `parameters;address`. An empty address ends the link. Like xterm.js, what follows a second semicolon is
    /// not part of the address.
    mutating func setLink(_ data: [UInt8]) {
        let fields = data.split(separator: UInt8(ascii: ";"), maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count >= 2 else { return }
        if fields[1].isEmpty {
            guard fields[0].isEmpty else { return }
            style.link = 0
        } else {
            let id = fields[0].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
                .first { $0.starts(with: "id=".utf8) }?.dropFirst(3)
            style.link = linkNumber(LinkTable.Link(id: Array(id ?? []), address: Array(fields[1])))
        }
        style.updateExtended()
        penIsCurrent = false
    }

    /// The number of a link; 0, which is none, when there are too many.
    private mutating func linkNumber(_ link: LinkTable.Link) -> UInt16 {
        if let number = tables.links.number(of: link) { return number }
        // All cells and lines have to be looked at for that: not for each link of a flood of them.
        if tables.links.isSweepDue {
            forgetLinks()
            return tables.links.number(of: link) ?? 0
        }
        return 0
    }

    /// Takes back the numbers of links that are neither on a screen nor in the scrollback.
    private mutating func forgetLinks() {
        sweepTables()
        var used = normalBuffer.scrollback.links
        used.insert(style.link)
        for style in tables.styles.values where style.link != 0 { used.insert(style.link) }
        tables.links.keep(used)
    }

    /// OSC 52: `selections;data`. It is handed on, never answered: a program could read what a person copied.
    mutating func writeClipboard(_ data: [UInt8]) {
        let fields = data.split(separator: UInt8(ascii: ";"), maxSplits: 1, omittingEmptySubsequences: false)
        guard fields.count == 2, !fields[1].elementsEqual("?".utf8) else { return }
        let known = fields[0].filter { "cpqs01234567".utf8.contains($0) }
        var selections: [UInt8] = []
        for selection in known where !selections.contains(selection) { selections.append(selection) }
        outbox.effects.clipboard = TerminalEffects.ClipboardWrite(
            selections: String(decoding: selections, as: UTF8.self), data: Array(fields[1]))
    }
}
