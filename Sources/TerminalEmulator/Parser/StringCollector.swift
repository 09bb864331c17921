/// The payload of an OSC or DCS while it comes in.
struct StringCollector: Sendable {
    /// What there is to know of the string so far.
    enum State: Equatable, Sendable {
        /// None has begun.
        case idle
        /// An OSC whose number is not complete; nil before its first digit.
        case oscNumber(Int?)
        /// An OSC whose payload is kept (`isKept`) or skipped.
        case oscPayload(Int, isKept: Bool)
        /// An OSC that is none.
        case oscFaulty
        /// The data of a DCS, by its final byte and what came before it.
        case dcs(UInt32, isKept: Bool)
    }

    private(set) var state = State.idle
    /// UTF-8 without control characters.
    private(set) var bytes: [UInt8] = []
    /// It was longer than the bound, and none of it counts.
    private(set) var isTooLong = false

    /// No OSC has a larger number; what goes beyond stays here.
    private static let largestNumber = 1_000_000

    mutating func startOSC() {
        reset()
        state = .oscNumber(nil)
    }

    mutating func startDCS(_ identifier: UInt32, isKept: Bool) {
        reset()
        state = .dcs(identifier, isKept: isKept)
    }

    mutating func reset() {
        state = .idle
        if bytes.capacity > 0 { bytes = [] }
        isTooLong = false
    }

    /// A character of an OSC. `isKept` says for a number whether anything is done with the payload.
    mutating func putOSC(_ code: UInt32, limit: Int, isKept: (Int) -> Bool) {
        switch state {
        case .oscNumber(let number):
            if code == 0x3B {
                // Without a number it is one that nobody asks for.
                state = .oscPayload(number ?? -1, isKept: isKept(number ?? -1))
            } else if code >= 0x30, code <= 0x39 {
                state = .oscNumber(min((number ?? 0) * 10 + Int(code - 0x30), Self.largestNumber))
            } else {
                state = .oscFaulty
            }
        case .oscPayload(_, isKept: true): put(code, limit: limit)
        default: break
        }
    }

    mutating func putDCS(_ code: UInt32, limit: Int) {
        if case .dcs(_, isKept: true) = state { put(code, limit: limit) }
    }

    private mutating func put(_ code: UInt32, limit: Int) {
        guard !isTooLong else { return }
        guard bytes.count + 4 <= limit else {
            isTooLong = true
            bytes = []
            return
        }
        bytes.appendUTF8(code)
    }

    /// Whether characters have only to be stored or skipped, many at once.
    var takesRuns: Bool {
        switch state {
        case .oscPayload, .oscFaulty, .dcs: true
        case .idle, .oscNumber: false
        }
    }

    /// Characters that are all ASCII, where it `takesRuns`. They are taken as if they came one by one.
    mutating func putASCII(_ text: UnsafeBufferPointer<UInt8>, limit: Int) {
        switch state {
        case .oscPayload(_, isKept: true), .dcs(_, isKept: true):
            guard !isTooLong, !text.isEmpty else { return }
            guard bytes.count + text.count + 3 <= limit else {
                isTooLong = true
                bytes = []
                return
            }
            bytes.append(contentsOf: text)
        case .oscPayload, .oscFaulty, .dcs, .idle, .oscNumber: break
        }
    }
}
