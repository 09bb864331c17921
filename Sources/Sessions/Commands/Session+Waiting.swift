internal import Synchronization

/// How a wait has ended.
public struct WaitOutcome: Sendable, Equatable {
    public enum Reason: String, Sendable {
        case met
        case timeout
        /// It cannot happen any more, for the shell has ended.
        case exited
    }

    public var reason: Reason
    /// Behind the newest byte printed.
    public var offset: UInt64
}

extension Session {
    /// Returns when what is waited for is there, when it cannot come any more, when the time is over, or when the task
    /// is cancelled, which counts as that.
    public func wait(
        for condition: WaitCondition, atMost nanoseconds: Int64
    ) async throws(CommandRefusal) -> WaitOutcome {
        if condition == .prompt, !shell.isExpected { throw .noIntegration }
        var pattern: String?
        if case .screen(let text) = condition {
            guard screen != nil else { throw .noScreen }
            pattern = text
        }
        try shell.enter()
        defer { shell.leave() }
        let deadline = clocks.monotonic() + nanoseconds
        var search: OutputSearch?
        if case .text(let pattern, let from) = condition {
            search = OutputSearch(pattern, from: from ?? guarded.withLock { $0.state.log.end })
        }
        let hearsOutput = search != nil || pattern != nil
        if hearsOutput { shell.outputListeners.add(1, ordering: .relaxed) }
        defer { if hearsOutput { shell.outputListeners.subtract(1, ordering: .relaxed) } }
        let listener = hearsOutput ? shell.outputBell.listen() : shell.bell.listen()
        while true {
            // Before the output is looked at: what is printed last is there then.
            let isOver = shell.state.withLock { $0.hasExited }
            // No further, for a program that prints without an end would keep us here.
            let end = guarded.withLock { $0.state.log.end }
            var isFound = false
            while !isFound, !Task.isCancelled, let isThere = search?.next(in: self, before: end) {
                isFound = isThere
                await Task.yield()
            }
            if let pattern { isFound = screenshot()?.text.contains(pattern) ?? false }
            let (verdict, offset, now) = look(condition, isFound: isFound, isOver: isOver)
            switch verdict {
            case .met: return WaitOutcome(reason: .met, offset: offset)
            case .never: return WaitOutcome(reason: .exited, offset: offset)
            case .notYet(let until):
                guard now < deadline, !Task.isCancelled else { return WaitOutcome(reason: .timeout, offset: offset) }
                await listener.wait(atMost: min(until ?? deadline, deadline) - now)
                // A program that prints without an end is not looked at all the time.
                if pattern != nil { try? await Task.sleep(nanoseconds: UInt64(WaitCondition.screenInterval)) }
            }
        }
    }

    private func look(
        _ condition: WaitCondition, isFound: Bool, isOver: Bool
    ) -> (verdict: WaitVerdict, offset: UInt64, now: Int64) {
        let now = clocks.monotonic()
        return shell.state.withLock { state in
            guarded.withLock { guarded in
                var view = state.view(keystrokes: guarded.keystrokes)
                view.hasExited = isOver
                // What a program's command has left there goes first.
                view.isTouched = view.isTouched || state.runner.isUnclean
                let verdict = condition.verdict(
                    view, lastActivity: guarded.state.lifetime.lastActivity, isFound: isFound, now: now)
                return (verdict, guarded.state.log.end, now)
            }
        }
    }
}

/// A search that follows a session's output. What is forgotten before it was looked at is passed over.
private struct OutputSearch {
    /// So much is looked at in one turn, in bytes.
    private static let pieceSize = 64 * 1024

    private let pattern: String
    private var search: TextSearch
    private var offset: UInt64

    init(_ pattern: String, from offset: UInt64) {
        self.pattern = pattern
        search = TextSearch(pattern)
        self.offset = offset
    }

    /// Looks at some more. True: the text has been found; nil: there is nothing more before that offset.
    mutating func next(in session: Session, before end: UInt64) -> Bool? {
        let (bytes, first) = session.guarded.withLock { guarded in
            let first = max(offset, guarded.state.log.start)
            return (guarded.state.log.bytes(from: first, to: min(end, first + UInt64(Self.pieceSize))), first)
        }
        guard !bytes.isEmpty else { return nil }
        // What is before a gap and what is behind it are no text together.
        if first > offset { search = TextSearch(pattern) }
        offset = first + UInt64(bytes.count)
        return bytes.withUnsafeBytes { search.append($0) }
    }
}
