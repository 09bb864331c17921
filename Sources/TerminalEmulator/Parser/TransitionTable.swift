/// The parser's state machine: for each state and character what is done and which state comes next.
///
/// The machine is the one that xterm.js 5.5 runs, C1 controls and characters beyond ASCII included: all those from
/// U+00A0 on count as one. What is not listed ends the sequence without effect.
struct TransitionTable: Sendable {
    /// By state and character: the action in the upper four bits, the next state in the lower.
    private var entries = [UInt8](repeating: 0, count: 16 * Self.width)

    private static let width = 256
    /// Stands for every character beyond C1.
    private static let beyondC1: UInt32 = 0xA0

    static let shared = TransitionTable()

    @inline(__always)
    func transition(_ state: ParserState, _ code: UInt32) -> (ParserAction, ParserState) {
        let entry = entries[Int(state.rawValue) * Self.width + Int(min(code, Self.beyondC1))]
        return (ParserAction(rawValue: entry >> 4) ?? .ignore, ParserState(rawValue: entry & 15) ?? .ground)
    }

    private mutating func on(
        _ codes: some Sequence<Int>, in state: ParserState, _ action: ParserAction, to next: ParserState
    ) {
        for code in codes { entries[Int(state.rawValue) * Self.width + code] = action.rawValue << 4 | next.rawValue }
    }

    private static let printables = 0x20...0x7E
    private static let intermediates = 0x20...0x2F
    private static let parameters = 0x30...0x3B
    private static let prefixes = 0x3C...0x3F
    private static let finals = 0x40...0x7E
    private static let controls = (0x00...0x1F).filter { $0 != 0x18 && $0 != 0x1A && $0 != 0x1B }
    private static let delete = [0x7F]
    private static let other = [Int(beyondC1)]

    private init() {
        addAnywhere()
        on(Self.printables, in: .ground, .print, to: .ground)
        on(Self.other, in: .ground, .print, to: .ground)
        on(Self.controls, in: .ground, .execute, to: .ground)
        addEscape()
        addCSI()
        addStrings()
        addDCS()
    }

    private mutating func addAnywhere() {
        for raw in ParserState.ground.rawValue...ParserState.dcsPassthrough.rawValue {
            guard let state = ParserState(rawValue: raw) else { continue }
            on([0x18, 0x1A, 0x99, 0x9A], in: state, .execute, to: .ground)
            on(0x80...0x97, in: state, .execute, to: .ground)
            on([0x1B], in: state, .clear, to: .escape)
            on([0x90], in: state, .clear, to: .dcsEntry)
            on([0x98, 0x9E, 0x9F], in: state, .ignore, to: .ignoredString)
            on([0x9B], in: state, .clear, to: .csiEntry)
            on([0x9C], in: state, .ignore, to: .ground)
            on([0x9D], in: state, .oscStart, to: .oscString)
        }
    }

    private mutating func addEscape() {
        for state in [ParserState.escape, .escapeIntermediate] {
            on(Self.controls, in: state, .execute, to: state)
            on(Self.delete, in: state, .ignore, to: state)
            on(Self.intermediates, in: state, .collect, to: .escapeIntermediate)
            on(0x30...0x7E, in: state, .escapeDispatch, to: .ground)
        }
        on([0x50], in: .escape, .clear, to: .dcsEntry)
        on([0x58, 0x5E, 0x5F], in: .escape, .ignore, to: .ignoredString)
        on([0x5B], in: .escape, .clear, to: .csiEntry)
        on([0x5D], in: .escape, .oscStart, to: .oscString)
    }

    private mutating func addCSI() {
        for state in [ParserState.csiEntry, .csiParameter, .csiIntermediate, .csiIgnore] {
            on(Self.controls, in: state, .execute, to: state)
            on(Self.delete, in: state, .ignore, to: state)
            on(Self.intermediates, in: state, .collect, to: .csiIntermediate)
            on(Self.finals, in: state, .csiDispatch, to: .ground)
        }
        on(Self.parameters, in: .csiEntry, .parameter, to: .csiParameter)
        on(Self.prefixes, in: .csiEntry, .collect, to: .csiParameter)
        on(Self.parameters, in: .csiParameter, .parameter, to: .csiParameter)
        on(Self.prefixes, in: .csiParameter, .ignore, to: .csiIgnore)
        on(0x30...0x3F, in: .csiIntermediate, .ignore, to: .csiIgnore)
        on(0x20...0x3F, in: .csiIgnore, .ignore, to: .csiIgnore)
        on(Self.finals, in: .csiIgnore, .ignore, to: .ground)
        on(Self.other, in: .csiIgnore, .ignore, to: .csiIgnore)
    }

    private mutating func addStrings() {
        on(Self.controls, in: .oscString, .ignore, to: .oscString)
        on(0x20...0x7F, in: .oscString, .oscPut, to: .oscString)
        on(Self.other, in: .oscString, .oscPut, to: .oscString)
        on([0x07, 0x18, 0x1A, 0x1B, 0x9C], in: .oscString, .oscEnd, to: .ground)
        on(Self.controls, in: .ignoredString, .ignore, to: .ignoredString)
        on(0x20...0x7F, in: .ignoredString, .ignore, to: .ignoredString)
    }

    private mutating func addDCS() {
        for state in [ParserState.dcsEntry, .dcsParameter, .dcsIntermediate, .dcsIgnore] {
            on(Self.controls, in: state, .ignore, to: state)
            on(Self.delete, in: state, .ignore, to: state)
            on(Self.intermediates, in: state, .collect, to: .dcsIntermediate)
            on(Self.finals, in: state, .dcsHook, to: .dcsPassthrough)
        }
        on(Self.parameters, in: .dcsEntry, .parameter, to: .dcsParameter)
        on(Self.prefixes, in: .dcsEntry, .collect, to: .dcsParameter)
        on(Self.parameters, in: .dcsParameter, .parameter, to: .dcsParameter)
        on(Self.prefixes, in: .dcsParameter, .ignore, to: .dcsIgnore)
        on(0x30...0x3F, in: .dcsIntermediate, .ignore, to: .dcsIgnore)
        on(0x20...0x7F, in: .dcsIgnore, .ignore, to: .dcsIgnore)
        on(Self.other, in: .dcsIgnore, .ignore, to: .dcsIgnore)
        on(Self.controls, in: .dcsPassthrough, .dcsPut, to: .dcsPassthrough)
        on(Self.printables, in: .dcsPassthrough, .dcsPut, to: .dcsPassthrough)
        on(Self.delete, in: .dcsPassthrough, .ignore, to: .dcsPassthrough)
        on(Self.other, in: .dcsPassthrough, .dcsPut, to: .dcsPassthrough)
        on([0x18, 0x1A, 0x1B, 0x9C], in: .dcsPassthrough, .dcsUnhook, to: .ground)
    }
}
