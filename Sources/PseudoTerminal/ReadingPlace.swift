/// Decides who reads a terminal. There are two that can, the event loop's channel and the poller's thread, and
/// never two at a time: two readers would mix up the order of the bytes, and NIO's channel asserts that a terminal
/// which `epoll` called readable still is. Each move therefore ends one reader before it begins the other:
/// a loop gives a terminal away only between two reads, with no read asked for, and gets it back only when the
/// poller has stopped.
struct ReadingPlace: Sendable {
    /// Who the reader is.
    enum State: Sendable, Hashable {
        /// `start` has not been called. Nobody reads; the kernel stops the process when its buffer is full.
        case unstarted
        /// The loop's channel is being made. Nobody reads yet. The end of the process is not looked for before
        /// the channel is there, so that there is no end to handle halfway.
        case opening
        /// The loop's channel reads, once for each time it is asked. `asked`: a read is asked for and has not
        /// happened. Only between reads, that is when it is false, can the terminal move.
        case loop(asked: Bool)
        /// The poller reads. `channel`: the loop's channel still exists, asked for nothing, and can have the
        /// terminal back. Without one (NIO could not make it, or the loop was shut down) the terminal stays here.
        case aside(channel: Bool)
        /// The process has ended and the loop is closing its channel; nobody reads until it has.
        case leavingLoop
        /// The process has ended and the poller reads what is left, paused or not.
        case draining
        /// Everything has been read.
        case finished
    }

    /// What the caller has to do after an event, once it holds no lock.
    enum Action: Sendable, Hashable {
        case none
        /// Ask the channel for one read.
        case askLoop
        /// On the loop: call `cancelLoopRead`, and if it says so take back the read that the channel was asked for.
        case cancelLoop
        /// Tell the poller to look at this terminal again.
        case wakePoller
        /// Close the channel; `loopLost` when it is closed.
        case closeLoop
    }

    private(set) var state = State.unstarted
    /// The owner wants no output for now. Independent of the place, and of no effect while draining.
    private(set) var isPaused = false

    /// The poller may read now.
    var isPollersTurn: Bool {
        switch state {
        case .aside: !isPaused
        case .draining: true
        case .unstarted, .opening, .loop, .leavingLoop, .finished: false
        }
    }

    /// Somebody waits for the end of the process.
    var isWatched: Bool {
        switch state {
        case .unstarted, .opening: false
        case .loop, .aside, .leavingLoop, .draining, .finished: true
        }
    }

    /// True if the loop's channel is to be made now.
    mutating func start() -> Bool {
        guard state == .unstarted else { return false }
        state = .opening
        return true
    }

    /// The terminal is to end and was never started: the poller throws its output away.
    mutating func abandon() -> Action {
        guard state == .unstarted else { return .none }
        state = .aside(channel: false)
        return .wakePoller
    }

    /// The channel is there. The caller also wakes the poller, which begins to watch the process.
    mutating func loopOpened() -> Action {
        guard state == .opening else { return .none }
        state = .loop(asked: !isPaused)
        return isPaused ? .none : .askLoop
    }

    /// The channel has read once, and what it read has been handed over. `moving`: the terminal floods or is
    /// limited, and must leave the loop.
    mutating func loopRead(moving: Bool) -> Action {
        guard case .loop = state else { return .none }
        if moving {
            state = .aside(channel: true)
            return .wakePoller
        }
        state = .loop(asked: !isPaused)
        return isPaused ? .none : .askLoop
    }

    /// On the loop: true if the read that was asked for is to be taken back. A resume may have come in between.
    mutating func cancelLoopRead() -> Bool {
        guard state == .loop(asked: true), isPaused else { return false }
        state = .loop(asked: false)
        return true
    }

    /// The channel is gone: it could not be made, it failed, its loop was shut down, or we closed it.
    mutating func loopLost() -> Action {
        switch state {
        case .opening, .loop, .aside(channel: true): state = .aside(channel: false)
        case .leavingLoop: state = .draining
        case .unstarted, .aside(channel: false), .draining, .finished: return .none
        }
        return .wakePoller
    }

    mutating func pause() -> Action {
        guard !isPaused else { return .none }
        isPaused = true
        switch state {
        case .loop(asked: true): return .cancelLoop
        case .aside: return .wakePoller
        case .unstarted, .opening, .loop(asked: false), .leavingLoop, .draining, .finished: return .none
        }
    }

    mutating func resume() -> Action {
        guard isPaused else { return .none }
        isPaused = false
        switch state {
        case .loop(asked: false):
            state = .loop(asked: true)
            return .askLoop
        case .aside:
            return .wakePoller
        case .unstarted, .opening, .loop(asked: true), .leavingLoop, .draining, .finished:
            return .none
        }
    }

    /// The poller found the terminal quiet, and reads no more unless it stays aside.
    mutating func calmed() -> Action {
        guard state == .aside(channel: true), !isPaused else { return .none }
        state = .loop(asked: true)
        return .askLoop
    }

    /// The process has ended.
    mutating func processEnded() -> Action {
        switch state {
        case .loop, .aside(channel: true):
            state = .leavingLoop
            return .closeLoop
        case .aside(channel: false):
            state = .draining
            return .wakePoller
        // Not watched yet, or told twice.
        case .unstarted, .opening, .leavingLoop, .draining, .finished:
            return .none
        }
    }

    /// The poller has read everything.
    mutating func drained() {
        state = .finished
    }
}
