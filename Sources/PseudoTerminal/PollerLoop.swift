internal import CPseudoTerminal
internal import NIOCore

/// What the poller's thread does, and what it knows of each terminal. Confined to that thread.
///
/// In each turn every terminal that has output gets one batch, so that they share the thread evenly. A batch is
/// what is there, up to 64 KiB, and is handed over with one call.
final class PollerLoop {
    /// The most that one batch takes: sixteen reads of what the kernel gives at a time, which go
    /// into one WebSocket frame.
    static let batchBytes = 16 * 4095
    /// The mailbox among epoll's keys. The others are a process id, doubled, plus 1 for its master.
    static let mailboxKey = UInt64.max

    /// A terminal that the thread has something to do with.
    private struct Polled {
        let terminal: ForkedTerminal
        /// The end of the process is waited for; never again once it has come.
        var isWatched = false
        var hasEnded = false
        /// What the terminal last asked for.
        var wish = ForkedTerminal.PollerWish()
        /// The master hung up, which it should not as long as we hold the slave. Nothing more can be read or
        /// written, and epoll would tell of nothing else.
        var isHungUp = false
        /// What epoll has been told about the master.
        var interest: Epoll.Interest = []
        /// No reading before this moment, because output is limited.
        var throttledUntil: MonotonicTime?
        var quiet: QuietDetector
        /// Set while what is left after the end is being read.
        var drain: DrainBudget?

        /// When `checkTimers` is to look.
        var timer: MonotonicTime { throttledUntil ?? quiet.windowEnds }
    }

    private let epoll: Epoll
    private let mailbox: Mailbox<ForkedTerminal>
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: PollerLoop.batchBytes, alignment: 64)
    private var polled: [Int32: Polled] = [:]
    /// Those that are read here: their timers count.
    private var reading: Set<Int32> = []
    /// Those with `drain`: each gets a batch every turn, and the thread does not sleep meanwhile.
    private var draining: Set<Int32> = []
    private var nextTimer: MonotonicTime?
    private var now = MonotonicTime.now()

    init(epoll: Epoll, mailbox: Mailbox<ForkedTerminal>) {
        self.epoll = epoll
        self.mailbox = mailbox
    }

    deinit {
        buffer.deallocate()
    }

    func run() {
        var events: [Epoll.Event] = []
        while true {
            let timeout = draining.isEmpty ? nextTimer?.pollTimeout(from: .now()) ?? -1 : 0
            events.removeAll(keepingCapacity: true)
            epoll.wait(timeout: timeout) { events.append($0) }
            now = .now()
            // First, so that a pause or a limit holds from the next batch on.
            for terminal in mailbox.takeAll() { update(terminal) }
            for event in events where event.key != Self.mailboxKey { handle(event) }
            for id in draining { drainBatch(id) }
            if let nextTimer, nextTimer <= now { checkTimers() }
        }
    }

    // MARK: What a terminal wants

    /// Asks the terminal what it wants done and arranges for it.
    private func update(_ terminal: ForkedTerminal) {
        guard let wish = terminal.pollerWish() else { return }
        let id = terminal.processID
        var entry = polled[id] ?? Polled(terminal: terminal, quiet: QuietDetector(now: now))
        if wish.watches, !entry.isWatched {
            entry.isWatched = epoll.change(terminal.pidfd, key: UInt64(id) << 1, from: [], to: .read)
        }
        if wish.reads, !entry.wish.reads { entry.quiet = QuietDetector(now: now) }
        // The limit may have been lifted.
        entry.throttledUntil = nil
        if wish.drains, entry.drain == nil {
            entry.drain = DrainBudget(now: now)
            draining.insert(id)
        }
        entry.wish = wish
        store(entry)
    }

    /// Remembers `entry`, and tells epoll and the timers what it now waits for.
    private func store(_ entry: Polled) {
        var entry = entry
        let id = entry.terminal.processID
        var interest: Epoll.Interest = []
        if !entry.isHungUp {
            if entry.wish.reads, entry.throttledUntil == nil { interest.insert(.read) }
            if entry.wish.writes { interest.insert(.write) }
        }
        if epoll.change(entry.terminal.master, key: UInt64(id) << 1 | 1, from: entry.interest, to: interest) {
            entry.interest = interest
        }
        if entry.wish.reads {
            reading.insert(id)
            nextTimer = min(nextTimer ?? entry.timer, entry.timer)
        } else {
            reading.remove(id)
        }
        polled[id] = entry
    }

    // MARK: What has happened

    private func handle(_ event: Epoll.Event) {
        let id = Int32(truncatingIfNeeded: event.key >> 1)
        // It may have been forgotten, by an earlier event of the same turn.
        guard let entry = polled[id] else { return }
        if event.key & 1 == 0 {
            handleEnd(entry)
        } else {
            if event.isWritable { writeInput(entry.terminal) }
            if event.isReadable || event.isHungUp { readBatch(id, isHungUp: event.isHungUp) }
        }
    }

    private func handleEnd(_ entry: Polled) {
        guard !entry.hasEnded, let status = entry.terminal.exitStatus() else { return }
        var entry = entry
        entry.hasEnded = epoll.change(
            entry.terminal.pidfd, key: UInt64(entry.terminal.processID) << 1, from: .read, to: [])
        polled[entry.terminal.processID] = entry
        // Nobody reads until the loop has let go of the terminal; then it wakes us.
        entry.terminal.processEnded(status)
        update(entry.terminal)
    }

    private func writeInput(_ terminal: ForkedTerminal) {
        terminal.writeQueuedInput()
        update(terminal)
    }

    // MARK: Reading

    /// One batch of a terminal that epoll called readable, if it may be read.
    private func readBatch(_ id: Int32, isHungUp: Bool) {
        guard var entry = polled[id] else { return }
        switch entry.terminal.pollerPermit(now: now) {
        case .nothing:
            entry.wish.reads = false
            entry.isHungUp = isHungUp
        case .nothingUntil(let moment):
            entry.throttledUntil = moment
        case .bytes(let allowed, let isLimited):
            let (count, end) = read(entry.terminal, upTo: allowed)
            entry.quiet.noteRead(bytes: count)
            if isLimited { entry.terminal.countLimitedOutput(count, now: now) }
            entry.isHungUp = end == CPTY_BATCH_HANGUP
            // Nothing else has changed: a flood costs no bookkeeping beyond this.
            if !entry.isHungUp {
                polled[id] = entry
                return
            }
        }
        store(entry)
    }

    /// One batch of what is left after the end; the last one is followed by the announcement.
    private func drainBatch(_ id: Int32) {
        guard var entry = polled[id], var budget = entry.drain else { return }
        // To the very end: only EAGAIN proves that nothing is left.
        let (count, end) = read(entry.terminal, upTo: Self.batchBytes)
        if end == CPTY_BATCH_MORE, budget.mayReadOn(afterBytes: count, now: .now()) {
            entry.drain = budget
            polled[id] = entry
            return
        }
        entry.wish = ForkedTerminal.PollerWish()
        store(entry)
        polled[id] = nil
        draining.remove(id)
        entry.terminal.finish()
    }

    /// Reads a batch and hands it over.
    private func read(_ terminal: ForkedTerminal, upTo allowed: Int) -> (Int, cpty_batch_end) {
        var end = CPTY_BATCH_MORE
        let capacity = min(allowed, buffer.count)
        let count = cpty_read_batch(terminal.master, buffer.baseAddress, capacity, &end)
        // Copied out at its exact size: viewers may keep it for long, and a batch is mostly far below 64 KiB.
        if count > 0 { terminal.deliver(ByteBuffer(bytes: UnsafeRawBufferPointer(rebasing: buffer[..<count]))) }
        return (count, end)
    }

    // MARK: Timers

    /// Lets limited terminals read again, and gives calm ones back to their loops.
    private func checkTimers() {
        nextTimer = nil
        for id in reading {
            guard var entry = polled[id] else { continue }
            if let until = entry.throttledUntil {
                if until <= now { entry.throttledUntil = nil }
            } else if entry.quiet.isQuiet(now: now, strictly: entry.wish.isLimited), !entry.isHungUp,
                entry.wish.mayReturn
            {
                // Off epoll before the loop is asked: from then on the loop is the reader.
                entry.wish.reads = false
                store(entry)
                entry.terminal.calmed()
                update(entry.terminal)
                continue
            }
            store(entry)
        }
    }
}
