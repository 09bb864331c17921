internal import NIOCore

/// What one HTTP connection is doing, and for how long it still may. One request at a time reaches this: those
/// that a client sends ahead wait in the pipeline handler in front.
struct HTTPConnectionState {
    enum State: Equatable {
        /// No byte of a next request has come.
        case idle
        /// A request has begun, and its head is not complete.
        case readingHead
        /// A request is with the application, or both are still at it.
        case exchange(Exchange)
        /// The last answer is written. What still comes is dropped until the client is done, or the time is up.
        case closing
        /// The 101 is written. HTTP is over, and so are its deadlines.
        case upgraded
    }

    struct Exchange: Equatable {
        enum Answer: Equatable {
            case none
            case begun
            case complete
        }

        var isRequestComplete = false
        var answer = Answer.none
        /// Cleared by everything that makes this the connection's last exchange.
        var isKeptAlive: Bool
        var bodyBytes = 0
        /// What it may take.
        var allowance = ExchangeAllowance()
        /// When its head was complete.
        var begin: NIODeadline
        /// Of the request's body and of the answer's, so far.
        var movedBytes = 0

        /// A file that is long may take long, as long as it moves.
        func deadline(now: NIODeadline) -> NIODeadline {
            let whole = begin + HTTPLimits.exchangeTimeout
            guard allowance.isTransfer else { return whole }
            let slowest = whole + .seconds(Int64(movedBytes) / HTTPLimits.transferBytesPerSecond)
            return min(now + HTTPLimits.transferStallTimeout, slowest)
        }
    }

    private(set) var state = State.idle
    /// When `deadlinePassed` has something to say; nil: never.
    private(set) var deadline: NIODeadline?

    init(now: NIODeadline) { deadline = now + HTTPLimits.idleTimeout }

    // MARK: The client

    /// What to do with a part of a request.
    enum Inbound: Equatable {
        case forward
        case drop
        /// Answer with an error, and close.
        case refuse
        case close
    }

    mutating func bytesReceived(now: NIODeadline) {
        guard state == .idle else { return }
        state = .readingHead
        deadline = now + HTTPLimits.headTimeout
    }

    /// - Parameter isKeptAlive: what the request asks for.
    mutating func headReceived(isKeptAlive: Bool, now: NIODeadline) -> Inbound {
        switch state {
        case .idle, .readingHead:
            state = .exchange(Exchange(isKeptAlive: isKeptAlive, begin: now))
            deadline = now + HTTPLimits.exchangeTimeout
            return .forward
        case .exchange, .closing, .upgraded:
            return .drop
        }
    }

    /// What the request that has begun may take, by its method and path.
    mutating func allow(_ allowance: ExchangeAllowance, now: NIODeadline) {
        guard case .exchange(var exchange) = state else { return }
        exchange.allowance = allowance
        state = .exchange(exchange)
        deadline = exchange.deadline(now: now)
    }

    mutating func bodyReceived(bytes: Int, now: NIODeadline) -> Inbound {
        guard case .exchange(var exchange) = state else { return .drop }
        exchange.bodyBytes += bytes
        exchange.movedBytes += bytes
        state = .exchange(exchange)
        deadline = exchange.deadline(now: now)
        if exchange.bodyBytes <= exchange.allowance.bodyBytes { return .forward }
        return exchange.answer == .none ? .refuse : .close
    }

    mutating func requestEnded(now: NIODeadline) -> Inbound {
        guard case .exchange(var exchange) = state else { return .drop }
        exchange.isRequestComplete = true
        state = .exchange(exchange)
        if exchange.answer == .complete { becomeIdle(now: now) }
        return .forward
    }

    /// The parser could not read what came. It will not read anything further.
    mutating func parserFailed() -> Inbound {
        switch state {
        case .idle, .readingHead: .refuse
        case .exchange(let exchange): exchange.answer == .none ? .refuse : .close
        case .closing, .upgraded: .drop
        }
    }

    /// The client will send nothing more, but may still read.
    mutating func inputClosed() -> Inbound {
        switch state {
        case .idle, .readingHead, .closing:
            return .close
        case .exchange(var exchange):
            exchange.isKeptAlive = false
            state = .exchange(exchange)
            return .forward
        case .upgraded:
            return .forward
        }
    }

    // MARK: The application

    /// What to do with the head of an answer.
    enum Outbound: Equatable {
        /// `isLast`: it has to say `Connection: close`.
        case write(isLast: Bool)
        /// The connection is past answers.
        case drop
    }

    /// - Parameter status: an error ends the connection, so that no doubt about where it ended can grow.
    mutating func answerBegins(status: UInt) -> Outbound {
        guard case .exchange(var exchange) = state, exchange.answer == .none else { return .drop }
        if status == 101 {
            state = .upgraded
            deadline = nil
            return .write(isLast: false)
        }
        exchange.answer = .begun
        exchange.isKeptAlive = exchange.isKeptAlive && status < 400
        state = .exchange(exchange)
        return .write(isLast: !exchange.isKeptAlive)
    }

    /// - Returns: whether to write a part of the answer's body.
    mutating func answerContinues(bytes: Int, now: NIODeadline) -> Bool {
        switch state {
        case .exchange(var exchange):
            guard exchange.answer == .begun else { return false }
            exchange.movedBytes += bytes
            state = .exchange(exchange)
            deadline = exchange.deadline(now: now)
            return true
        case .upgraded:
            return true
        case .idle, .readingHead, .closing:
            return false
        }
    }

    /// What follows the end of an answer.
    enum AnswerEnd: Equatable {
        case write
        /// Write it, and close.
        case writeAndClose
        case drop
    }

    mutating func answerEnded(now: NIODeadline) -> AnswerEnd {
        switch state {
        case .exchange(var exchange) where exchange.answer == .begun:
            exchange.answer = .complete
            state = .exchange(exchange)
            guard exchange.isKeptAlive else {
                startClosing(now: now)
                return .writeAndClose
            }
            if exchange.isRequestComplete { becomeIdle(now: now) }
            return .write
        case .upgraded:
            return .write
        case .idle, .readingHead, .exchange, .closing:
            return .drop
        }
    }

    /// An error is written in place of whatever else could have been, and the connection ends.
    mutating func startClosing(now: NIODeadline) {
        state = .closing
        deadline = now + HTTPLimits.lingerTimeout
    }

    /// Whether the application has a request whose body is not complete.
    var isBodyMissing: Bool {
        if case .exchange(let exchange) = state { !exchange.isRequestComplete } else { false }
    }

    /// What the request that is under way may take.
    var allowance: ExchangeAllowance {
        if case .exchange(let exchange) = state { exchange.allowance } else { ExchangeAllowance() }
    }

    // MARK: Time

    /// Whether the client has had its time. A connection that sent no whole request is not owed an answer.
    func isOverdue(now: NIODeadline) -> Bool { deadline.map { now >= $0 } ?? false }

    private mutating func becomeIdle(now: NIODeadline) {
        state = .idle
        deadline = now + HTTPLimits.idleTimeout
    }
}
