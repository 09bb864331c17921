internal import Synchronization
internal import TerminalEmulator
internal import TerminalProtocol

/// What a session's terminal shows, as the server knows it, behind a lock of its own. That is taken before the
/// session's lock where both are needed, never behind it, and viewers wait for neither.
///
/// It holds no output: what it has not seen it reads from the session's log, in pieces. Several threads may do that,
/// one at a time, and each byte is fed once; so each question of a program is answered once, whoever looks on.
final class SessionScreen: Sendable {
    struct State {
        var emulator: TerminalEmulator
        var size: TerminalSize
        /// Everything below has been fed.
        var fedTo: UInt64 = 0
        /// The last change of the size that the model has, and the last of what the terminal looks like.
        var mark: UInt64 = 0
        var appearance: UInt64 = 0
        /// Nobody has been told of these.
        var effects = ScreenEffects()
    }

    /// What is fed at once, in bytes; so long others who need the model wait.
    static let pieceBytes = 16 * 1024
    /// Room for a piece, in bytes, of what seems to be none: little enough to be on the stack.
    private static let smallPieceBytes = 1024

    let state: Mutex<State>
    let plan: FeedPlan
    /// `State.fedTo`, for those who have not got the lock.
    let fedTo = Atomic<UInt64>(0)
    /// `State.mark`, likewise.
    let markedTo = Atomic<UInt64>(0)
    /// Everything below has been printed.
    let printedTo = Atomic<UInt64>(0)
    /// `ScreenThread` has it on its list.
    let isScheduled = Atomic(false)
    /// What the model takes, in bytes.
    let memory: Atomic<Int>
    let news = Mutex(ScreenNews())

    init(size: TerminalSize, scrollbackLines: Int, logCapacity: Int) {
        var limits = EmulatorLimits()
        limits.scrollbackLines = scrollbackLines
        let emulator = TerminalEmulator(columns: size.cols, rows: size.rows, limits: limits)
        memory = Atomic(emulator.memoryBytes)
        state = Mutex(State(emulator: emulator, size: size))
        plan = FeedPlan(logCapacity: logCapacity)
    }

    var memoryBytes: Int { memory.load(ordering: .relaxed) }

    /// How much was printed and not fed.
    var unfed: UInt64 {
        // In this order: what is fed is never ahead.
        let fed = fedTo.load(ordering: .acquiring)
        let printed = printedTo.load(ordering: .acquiring)
        return printed - min(printed, fed)
    }

    /// Room for the next piece.
    fileprivate var roomBytes: Int { Int(min(max(unfed, UInt64(Self.smallPieceBytes)), UInt64(Self.pieceBytes))) }
}

extension SessionScreen.State {
    /// What comes next for the model.
    private enum Step {
        case resize(SizeTimeline.Mark)
        case dress(TerminalAppearance, number: UInt64)
        /// So many bytes.
        case feed(Int)
    }

    /// Feeds the next piece of what `session` has printed, or gives the model its next size. False: it is level.
    mutating func feedPiece(of session: Session, _ screen: SessionScreen) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: screen.roomBytes, alignment: 1) { buffer in
            switch take(from: session, into: buffer) {
            case .resize(let next):
                emulator.resize(columns: next.size.cols, rows: next.size.rows)
                size = next.size
                mark = next.number
                screen.markedTo.store(mark, ordering: .releasing)
            case .dress(let look, let number):
                look.apply(to: &emulator)
                appearance = number
            case .feed(0): return false
            case .feed(let count):
                emulator.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                fedTo += UInt64(count)
                screen.fedTo.store(fedTo, ordering: .releasing)
                // With the lock held, so that answers come in the order of the questions.
                let replies = emulator.takeReplies()
                if !replies.isEmpty { session.answer(replies) }
                effects.add(emulator.takeEffects(), title: emulator.title)
            }
            screen.memory.store(emulator.memoryBytes, ordering: .relaxed)
            return true
        }
    }

    /// What viewers have to be told, once.
    mutating func takeEffects() -> ScreenEffects {
        guard !effects.isEmpty else { return effects }
        defer { effects = ScreenEffects() }
        return effects
    }

    private mutating func take(from session: Session, into buffer: UnsafeMutableRawBufferPointer) -> Step {
        let (mark, appearance, fedTo) = (mark, appearance, fedTo)
        let now = session.clocks.monotonic()
        let (step, start) = session.guarded.withLock { guarded -> (Step, UInt64) in
            session.apply(guarded.state.fed(to: fedTo, now: now))
            let log = guarded.state.log
            if let look = guarded.appearance, guarded.appearances != appearance {
                return (.dress(look, number: guarded.appearances), fedTo)
            }
            let next = guarded.state.sizes.next(after: mark)
            if let next, next.offset <= fedTo { return (.resize(next), fedTo) }
            // What is forgotten cannot be fed. `FeedPlan` sees to it that nothing is.
            let start = max(fedTo, log.start)
            let end = min(log.end, next?.offset ?? log.end)
            let count = Int(min(UInt64(buffer.count), end - min(start, end)))
            let target = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
            return (.feed(log.copy(from: start, into: target)), start)
        }
        self.fedTo = start
        return step
    }
}
