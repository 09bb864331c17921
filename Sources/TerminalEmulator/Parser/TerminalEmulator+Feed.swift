/// The way of bytes through the parser.
extension TerminalEmulator {
    private typealias Position = UnsafePointer<UInt8>

    /// Takes the next bytes of output, cut anywhere.
    public mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        outbox.repliesLeft = limits.repliesPerFeed
        bytes.withMemoryRebound(to: UInt8.self) { input in
            guard var position = input.baseAddress else { return }
            let end = position + input.count
            while position < end {
                position =
                    parser.state == .ground
                    ? parseGround(position, end) : parseSequence(position, end)
            }
        }
    }

    /// Takes the next bytes of output, cut anywhere.
    public mutating func feed(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { feed($0) }
    }

    /// Text and controls, up to a sequence or the end.
    private mutating func parseGround(_ start: Position, _ end: Position) -> Position {
        var position = start
        while position < end, parser.state == .ground {
            let byte = position.pointee
            if byte >= 0x20 && byte != 0x7F || parser.utf8.isPending {
                position = parseText(position, end)
                continue
            }
            position += 1
            switch byte {
            case 0x0A: lineFeed()
            case 0x0D: carriageReturn()
            case 0x1B:
                parser.clear()
                parser.state = .escape
                return position
            case 0x7F: break
            default: execute(UInt32(byte))
            }
        }
        return position
    }

    /// A run of printable characters. What xterm.js does at the ends of a run is done at the same ends here.
    private mutating func parseText(_ start: Position, _ end: Position) -> Position {
        var position = start
        var isRunning = false
        while position < end {
            let byte = position.pointee
            if byte < 0x80, !parser.utf8.isPending {
                guard byte >= 0x20, byte != 0x7F else { break }
                if !isRunning { beginRun() }
                isRunning = true
                position = printASCII(position, end)
                continue
            }
            guard let scalar = parser.utf8.decode(&position, end) else { continue }
            if scalar < 0xA0 {
                // A C1 control, written as UTF-8.
                if isRunning { endRun() }
                advance(scalar)
                return position
            }
            if !isRunning { beginRun() }
            isRunning = true
            print(scalar)
        }
        if isRunning { endRun() }
        return position
    }

    /// The rest of a control sequence or string, up to its end or the end of the bytes.
    private mutating func parseSequence(_ start: Position, _ end: Position) -> Position {
        var position = start
        while position < end, parser.state != .ground {
            if !parser.utf8.isPending {
                switch parser.state {
                case .csiEntry, .csiParameter: position = parseParameters(position, end)
                case .oscString, .dcsPassthrough, .ignoredString: position = parseString(position, end)
                default: break
                }
                guard position < end else { return position }
                let byte = position.pointee
                if byte < 0x80 {
                    position += 1
                    advance(UInt32(byte))
                    continue
                }
            }
            if let scalar = parser.utf8.decode(&position, end) { advance(scalar) }
        }
        return position
    }

    private mutating func parseParameters(_ start: Position, _ end: Position) -> Position {
        var position = start
        while position < end {
            let byte = position.pointee
            switch byte {
            case 0x30...0x39: parser.parameters.addDigit(Int32(byte - 0x30))
            case 0x3A: parser.parameters.addPart()
            case 0x3B: parser.parameters.addParameter()
            default: return position
            }
            parser.state = .csiParameter
            position += 1
        }
        return position
    }

    /// The ASCII of a string in one go. All of what is looked at is taken, or a string would be read again and again.
    private mutating func parseString(_ start: Position, _ end: Position) -> Position {
        let isIgnored = parser.state == .ignoredString
        guard isIgnored || parser.string.takesRuns else { return start }
        var position = start
        while position < end, (0x20...0x7E).contains(position.pointee) { position += 1 }
        if !isIgnored {
            let text = UnsafeBufferPointer(start: start, count: position - start)
            parser.string.putASCII(text, limit: limits.stringBytes)
        }
        return position
    }

    /// One character through the state machine.
    private mutating func advance(_ code: UInt32) {
        let (action, next) = parser.table.transition(parser.state, code)
        parser.state = next
        switch action {
        case .ignore, .print: break
        case .execute: execute(code)
        case .clear: parser.clear()
        case .collect: parser.collected = parser.collected << 8 | code
        case .parameter:
            switch code {
            case 0x3A: parser.parameters.addPart()
            case 0x3B: parser.parameters.addParameter()
            default: parser.parameters.addDigit(Int32(code) - 0x30)
            }
        case .escapeDispatch:
            dispatchEscape(UInt8(code))
            lastWidth = 0
        case .csiDispatch:
            dispatchCSI(UInt8(code))
            lastWidth = 0
        case .oscStart: parser.string.startOSC()
        case .oscPut: parser.string.putOSC(code, limit: limits.stringBytes, isKept: Self.keepsOSC)
        case .oscEnd:
            if code != 0x18, code != 0x1A { dispatchOSC() }
            endString(code)
        case .dcsHook:
            let identifier = parser.collected << 8 | code
            parser.string.startDCS(identifier, isKept: Self.keepsDCS(identifier))
        case .dcsPut: parser.string.putDCS(code, limit: limits.stringBytes)
        case .dcsUnhook:
            if code != 0x18, code != 0x1A { dispatchDCS() }
            endString(code)
        }
    }

    /// An ESC ends a string, and begins the next sequence, which is ST for those who keep to the rules.
    private mutating func endString(_ code: UInt32) {
        parser.string.reset()
        parser.clear()
        if code == 0x1B { parser.state = .escape }
        lastWidth = 0
    }

    /// C0 and C1 controls.
    mutating func execute(_ code: UInt32) {
        switch code {
        case 0x07: outbox.effects.bells = min(outbox.effects.bells + 1, Int(Int32.max))
        case 0x08: backspace()
        case 0x09: tab()
        case 0x0A...0x0C: lineFeed()
        case 0x0D: screen.x = 0
        case 0x0E: charsets.invoke(1)
        case 0x0F: charsets.invoke(0)
        case 0x84: index()
        case 0x85: nextLine()
        case 0x88: screen.tabs[screen.x] = true
        default: break
        }
        lastWidth = 0
    }
}
