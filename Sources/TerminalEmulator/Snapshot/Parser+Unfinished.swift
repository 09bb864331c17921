extension Parser {
    /// The control sequence, string or character that has begun and not ended, written anew. A parser that reads it is
    /// where this one is.
    var unfinished: [UInt8] {
        var bytes: [UInt8] = []
        switch state {
        case .ground: break
        case .escape: bytes.append(0x1B)
        case .escapeIntermediate: bytes = [0x1B] + collectedBytes
        case .csiEntry: bytes = Array("\u{1B}[".utf8)
        case .csiParameter, .csiIntermediate: bytes = Array("\u{1B}[".utf8) + prefix + parameterText + intermediates
        // A prefix after a parameter cannot be.
        case .csiIgnore: bytes = Array("\u{1B}[0<".utf8)
        case .ignoredString: bytes = Array("\u{1B}_".utf8)
        case .oscString: bytes = Array("\u{1B}]".utf8) + string.unfinished
        case .dcsEntry: bytes = Array("\u{1B}P".utf8)
        case .dcsParameter, .dcsIntermediate: bytes = Array("\u{1B}P".utf8) + prefix + parameterText + intermediates
        case .dcsIgnore: bytes = Array("\u{1B}P0<".utf8)
        case .dcsPassthrough:
            bytes = Array("\u{1B}P".utf8) + prefix + parameterText + intermediates + string.unfinished
        }
        return bytes + utf8.pending
    }

    /// What was collected, in the order in which it came.
    private var collectedBytes: [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: collected >> UInt32($0)) }
            .filter { $0 != 0 }
    }

    private var prefix: [UInt8] { collectedBytes.filter { (0x3C...0x3F).contains($0) } }
    private var intermediates: [UInt8] { collectedBytes.filter { (0x20...0x2F).contains($0) } }

    private var parameterText: [UInt8] {
        var texts: [String] = []
        for index in 0..<parameters.count {
            let parts = parameters.parts(of: index).map { ":" + ($0 < 0 ? "" : String($0)) }
            texts.append(String(parameters[index]) + parts.joined())
        }
        // One too many, so that what comes is dropped there as well.
        if parameters.partsAreFull {
            let last = (0..<parameters.count).last { parameters.hasParts($0) }
            let place = parameters.endsInPart ? parameters.count - 1 : last
            if let place { texts[place] += ":" }
        }
        var text = texts.joined(separator: ";")
        if parameters.isFull { text += parameters.endsInPart ? ";:" : ";" }
        return Array(text.utf8)
    }
}

extension StringCollector {
    fileprivate var unfinished: [UInt8] {
        switch state {
        case .idle: []
        case .oscNumber(let number): number.map { Array(String($0).utf8) } ?? []
        // Too long to count: one that nobody knows.
        case .oscPayload where isTooLong: Array("\(Self.unknownNumber);".utf8)
        case .oscPayload(let number, _): Array((number < 0 ? ";" : "\(number);").utf8) + bytes
        case .oscFaulty: Array("x".utf8)
        case .dcs(let identifier, _): [UInt8(truncatingIfNeeded: identifier)] + bytes
        }
    }

    private static let unknownNumber = 999_999
}
