internal import CPseudoTerminal
internal import Glibc
internal import Synchronization
internal import SystemThreads

/// Ends the processes of kernel sessions and waits until they are gone, on a thread of its own: one walk through
/// /proc serves all sessions that are ending, and may take milliseconds.
final class SessionReaper: Sendable {
    /// What the thread is told.
    private enum Message: Sendable {
        /// Send the session up the ladder.
        case end(ForkedTerminal)
        /// The leader has ended, its terminal is read and closed: the rest of the session goes up the ladder too.
        case leaderEnded(ForkedTerminal)
    }

    /// A session that is ending.
    fileprivate struct Ending {
        var terminal: ForkedTerminal
        var ladder: EndLadder
        var leaderEnded = false
        /// When to look next whether all have gone, and how long to wait after that.
        var nextLook: MonotonicTime
        var lookInterval = SessionReaper.shortestLookInterval
    }

    /// Between two looks at whether a session is empty: doubled each time up to the longest.
    fileprivate static let shortestLookInterval: Duration = .milliseconds(4)
    fileprivate static let longestLookInterval: Duration = .milliseconds(128)

    private let mailbox: Mailbox<Message>

    /// Throws when there is no descriptor or thread left.
    init() throws(SpawnError) {
        guard let mailbox = Mailbox<Message>() else { throw SpawnError(startingThreadsFailedWith: errno) }
        self.mailbox = mailbox
        let error = SystemThread.start(name: "terminal-reaper") { Self.run(mailbox) }
        guard error == 0 else { throw SpawnError(startingThreadsFailedWith: error) }
    }

    func end(_ terminal: ForkedTerminal) {
        mailbox.post(.end(terminal))
    }

    func leaderEnded(_ terminal: ForkedTerminal) {
        mailbox.post(.leaderEnded(terminal))
    }

    private static func run(_ mailbox: Mailbox<Message>) {
        var endings: [Int32: Ending] = [:]
        while true {
            wait(for: mailbox, endings: endings)
            let now = MonotonicTime.now()
            for message in mailbox.takeAll() { accept(message, into: &endings, now: now) }
            let due = endings.filter { $0.value.isDue(now: now) }.map(\.key)
            guard !due.isEmpty else { continue }
            let members = ProcessTable.members(of: Set(due))
            for session in due {
                let isGone = endings[session]?.turn(session, members[session] ?? [], now: now) ?? false
                if isGone, let ending = endings.removeValue(forKey: session) { ending.terminal.sessionGone() }
            }
        }
    }

    private static func wait(for mailbox: Mailbox<Message>, endings: [Int32: Ending]) {
        let next = endings.values.map(\.nextTurn).min()
        let timeout = next?.pollTimeout(from: .now()) ?? -1
        var descriptor = pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0)
        poll(&descriptor, 1, timeout)
    }

    private static func accept(_ message: Message, into endings: inout [Int32: Ending], now: MonotonicTime) {
        switch message {
        case .end(let terminal):
            // A terminal that is closed already must not come back: its session's id may be somebody else's now.
            guard endings[terminal.processID] == nil, !terminal.isClosed else { return }
            endings[terminal.processID] = Ending(
                terminal: terminal, ladder: EndLadder(terminal.ladderDurations), nextLook: now)
        case .leaderEnded(let terminal):
            let ending =
                endings[terminal.processID]
                ?? Ending(terminal: terminal, ladder: EndLadder(terminal.ladderDurations), nextLook: now)
            endings[terminal.processID] = ending
            endings[terminal.processID]?.leaderEnded = true
            endings[terminal.processID]?.nextLook = now
        }
    }
}

extension SessionReaper.Ending {
    /// When there is something to do next.
    fileprivate var nextTurn: MonotonicTime {
        let step = ladder.nextStep ?? MonotonicTime(nanoseconds: 0)
        // As long as the leader lives there is nothing to look for: its pidfd will tell.
        return leaderEnded ? min(step, nextLook) : step
    }

    fileprivate func isDue(now: MonotonicTime) -> Bool { nextTurn <= now }

    /// Sends what is due to the members that there are. True when the leader has ended and there are none.
    fileprivate mutating func turn(
        _ session: Int32, _ members: [Int32], now: MonotonicTime
    ) -> Bool {
        if leaderEnded, members.isEmpty { return true }
        nextLook = now.advanced(by: lookInterval)
        lookInterval = min(lookInterval * 2, SessionReaper.longestLookInterval)
        guard let step = ladder.step(now: now) else { return false }
        for member in members where step != .hangUpLeader || member == session {
            cpty_signal_member(member, session, step.signal)
            // A stopped process takes no signal but KILL. Not for those alone that look stopped: the parent of a
            // vfork whose child is stopped does not, and stops later.
            if step != .kill { cpty_signal_member(member, session, SIGCONT) }
        }
        return false
    }
}

extension EndLadder.Step {
    /// The signal's number.
    fileprivate var signal: Int32 {
        switch self {
        case .hangUp, .hangUpLeader: SIGHUP
        case .terminate: SIGTERM
        case .kill: SIGKILL
        }
    }
}
