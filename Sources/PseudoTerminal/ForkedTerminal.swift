internal import CPseudoTerminal
internal import Glibc
public import NIOCore
internal import Synchronization

/// A terminal made by `forkpty`. It lives until its process has ended and been reaped: one that is never started has
/// to be ended.
///
/// `ReadingPlace` says who reads, `LoopReader` and `PollerLoop` are the two that can, `TerminalInput` owns the
/// descriptors, `SessionReaper` sees to the end. No lock here is taken while another is held, except within
/// `delivery`, under which the handler runs and may call anything.
public final class ForkedTerminal: Terminal {
    private struct Reading {
        var place = ReadingPlace()
        var bucket: TokenBucket?
        var channel: (any Channel)?
    }

    private struct Delivery {
        var handler: (any TerminalHandler)?
        /// Set when the process has ended, announced when everything has been read.
        var status: ExitStatus?
        var isFinished = false
    }

    private struct Lifetime {
        var isClosed = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    public let processID: Int32
    public let processes: SessionProcesses
    /// For the poller's thread alone, on which it is closed too.
    let master: Int32
    /// Closed when the process is reaped.
    let pidfd: Int32
    let ladderDurations: EndLadderDurations
    private let threads: TerminalThreads
    private let input: TerminalInput
    private let reading = Mutex(Reading())
    /// Held while the handler runs: output may come from a loop while the poller tells of input.
    private let delivery = Mutex(Delivery())
    private let lifetime = Mutex(Lifetime())

    /// Takes over the process and its descriptors.
    init(_ process: cpty_process, ladder: EndLadderDurations, threads: TerminalThreads) {
        processID = process.pid
        // Not reaped before `closed`, so that there is somebody to ask.
        processes = SessionProcesses(leader: process.pid)
        master = process.master
        pidfd = process.pidfd
        ladderDurations = ladder
        self.threads = threads
        input = TerminalInput(.init(master: process.master, slave: process.slave, reader: process.reader))
        LiveSessions.insert(process.pid)
    }

    /// Kills every process of every terminal's kernel session, waiting for none of them: for a server that has to
    /// be gone at once. Takes a few milliseconds; any thread.
    public static func killAll() {
        LiveSessions.killAll()
    }

    public func start(on eventLoop: any EventLoop, handler: any TerminalHandler) {
        let missed = delivery.withLock { delivery -> ExitStatus? in
            if delivery.isFinished { return delivery.status }
            delivery.handler = handler
            return nil
        }
        // It was ended before it was started.
        if let missed { return handler.terminalExited(missed) }
        guard reading.withLock({ $0.place.start() }) else { return }
        LoopReader.open(input.takeReader(), for: self, on: eventLoop)
    }

    public func pauseOutput() {
        perform(reading.withLock { $0.place.pause() })
    }

    public func resumeOutput() {
        perform(reading.withLock { $0.place.resume() })
    }

    public func limitOutput(bytesPerSecond: Int?) {
        let isChanged = reading.withLock { reading in
            guard reading.bucket?.bytesPerSecond != bytesPerSecond else { return false }
            reading.bucket = bytesPerSecond.map { TokenBucket(bytesPerSecond: $0, now: .now()) }
            return true
        }
        // The loop learns of it with its next read, the poller at once: it may be waiting for an older limit.
        if isChanged { threads.poller.wake(self) }
    }

    public func write(_ bytes: ByteBuffer) -> Int {
        let (queued, isFirst) = input.write(bytes)
        if isFirst { threads.poller.wake(self) }
        return queued
    }

    public func resize(_ size: WindowSize) {
        input.resize(size)
    }

    @discardableResult
    public func signalForeground(_ signal: Int32) -> Bool {
        input.signalForeground(signal)
    }

    public func end() {
        // One that was never started has nobody to take its output, but must not wait for that to end.
        perform(reading.withLock { $0.place.abandon() })
        threads.reaper.end(self)
    }

    public func closed() async {
        await withCheckedContinuation { continuation in
            let isClosed = lifetime.withLock { lifetime in
                if !lifetime.isClosed { lifetime.waiting.append(continuation) }
                return lifetime.isClosed
            }
            if isClosed { continuation.resume() }
        }
    }

    /// Hands output over. Called by the one reader that there is at a time.
    func deliver(_ bytes: ByteBuffer) {
        delivery.withLock { $0.handler?.terminalOutput(bytes) }
    }

    /// Carries out what the state machine asks for.
    private func perform(_ action: ReadingPlace.Action) {
        switch action {
        case .none: break
        case .askLoop: reading.withLock { $0.channel }?.read()
        case .cancelLoop: cancelLoopRead()
        case .wakePoller: threads.poller.wake(self)
        case .closeLoop: reading.withLock { $0.channel }?.close(promise: nil)
        }
    }
}

// MARK: - For the event loop

extension ForkedTerminal {
    func loopOpened(_ channel: any Channel) {
        let action = reading.withLock {
            $0.channel = channel
            return $0.place.loopOpened()
        }
        perform(action)
        // Which begins to watch the process.
        threads.poller.wake(self)
    }

    /// After each read of the channel. True if it is to read again.
    func loopRead(isBusy: Bool) -> Bool {
        let action = reading.withLock { $0.place.loopRead(moving: isBusy || $0.bucket != nil) }
        if action == .askLoop { return true }
        perform(action)
        return false
    }

    /// The channel is closed, or could not be made.
    func loopLost() {
        let action = reading.withLock {
            $0.channel = nil
            return $0.place.loopLost()
        }
        perform(action)
    }

    private func cancelLoopRead() {
        guard let channel = reading.withLock({ $0.channel }) else { return }
        channel.eventLoop.execute {
            guard self.reading.withLock({ $0.place.cancelLoopRead() }) else { return }
            // The only way to have NIO forget a read: switching automatic reading off takes the interest away.
            // It fails on a closed channel only, which reads no more.
            try? channel.syncOptions?.setOption(.autoRead, value: true)
            try? channel.syncOptions?.setOption(.autoRead, value: false)
        }
    }
}

// MARK: - For the poller

extension ForkedTerminal {
    /// What the poller is to do for a terminal.
    struct PollerWish: Sendable, Hashable {
        /// Notice the end of the process.
        var watches = false
        /// Read output, as `pollerPermit` allows.
        var reads = false
        /// Give the terminal back to its loop when it is calm.
        var mayReturn = false
        /// Output is limited.
        var isLimited = false
        /// Read what is left, then `finish`.
        var drains = false
        /// Write queued input.
        var writes = false
    }

    /// What the poller may read now.
    enum PollerPermit: Sendable, Hashable {
        case nothing
        /// At most this many bytes. `isLimited`: they are to be counted.
        case bytes(Int, isLimited: Bool)
        /// Nothing before this moment.
        case nothingUntil(MonotonicTime)
    }

    /// Nil when everything is done.
    func pollerWish() -> PollerWish? {
        let writes = input.isQueued
        return reading.withLock { reading in
            let place = reading.place
            guard place.state != .finished else { return nil }
            let drains = place.state == .draining
            return PollerWish(
                watches: place.isWatched, reads: place.isPollersTurn && !drains,
                mayReturn: place.state == .aside(channel: true), isLimited: reading.bucket != nil,
                drains: drains, writes: writes)
        }
    }

    func pollerPermit(now: MonotonicTime) -> PollerPermit {
        reading.withLock { reading in
            guard reading.place.isPollersTurn else { return .nothing }
            guard let available = reading.bucket?.available(now: now) else { return .bytes(.max, isLimited: false) }
            if available > 0 { return .bytes(available, isLimited: true) }
            return .nothingUntil(reading.bucket?.readyAt() ?? now)
        }
    }

    func countLimitedOutput(_ bytes: Int, now: MonotonicTime) {
        reading.withLock { $0.bucket?.take(bytes, now: now) }
    }

    /// The poller reads it no more, and has taken it off its epoll.
    func calmed() {
        perform(reading.withLock { $0.place.calmed() })
    }

    /// Writes what the kernel takes of the queued input, and tells the handler.
    func writeQueuedInput() {
        announceDrained(input.writeQueued())
    }

    /// How the process ended; nil while it runs.
    func exitStatus() -> ExitStatus? {
        var value: Int32 = 0
        switch cpty_exit_status(pidfd, &value) {
        case 0: return nil
        case 1: return .exited(code: value)
        case 2: return .signalled(signal: value)
        // Reaped by somebody else, which nobody may: it has ended, and nobody knows how.
        default: return .exited(code: 255)
        }
    }

    func processEnded(_ status: ExitStatus) {
        delivery.withLock { $0.status = status }
        perform(reading.withLock { $0.place.processEnded() })
    }

    /// Everything has been read: announces the end, closes the terminal, and has the rest of the session ended.
    func finish() {
        reading.withLock { $0.place.drained() }
        let (descriptors, abandoned) = input.shutDown()
        announceDrained(abandoned)
        delivery.withLock { delivery in
            delivery.isFinished = true
            if let status = delivery.status { delivery.handler?.terminalExited(status) }
            delivery.handler = nil
        }
        descriptors.closeAll()
        threads.reaper.leaderEnded(self)
    }

    private func announceDrained(_ count: Int) {
        guard count > 0 else { return }
        delivery.withLock { $0.handler?.terminalInputDrained(count) }
    }
}

// MARK: - For the reaper

extension ForkedTerminal {
    var isClosed: Bool { lifetime.withLock { $0.isClosed } }

    /// The last process of the session has ended: reaps the leader, whose id has stood for the session until now.
    func sessionGone() {
        LiveSessions.remove(processID)
        cpty_reap(pidfd)
        close(pidfd)
        let waiting = lifetime.withLock { lifetime in
            lifetime.isClosed = true
            defer { lifetime.waiting = [] }
            return lifetime.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
