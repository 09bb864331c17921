internal import Glibc
public import NIOCore
internal import NIOPosix
public import TerminalProtocol

/// Carries out what an ``Attachment`` decides: connections, keys in, output out.
///
/// Sendable because all of it is touched on one event loop only.
public final class AttachmentRun: @unchecked Sendable {
    /// What the run needs of the place that it runs in.
    public struct Surroundings: Sendable {
        public var address: ServerAddress
        public var trust: TLSTrust
        /// The token now: it may have been renewed since it was last asked for.
        public var token: @Sendable () -> String?
        /// Nil: nothing is typed.
        public var input: Int32?
        public var output: Int32
        /// The session is there; called once, before the first byte of it is shown.
        public var onBegin: @Sendable () -> Void
        public var onRemark: @Sendable (Remark) -> Void

        public init(
            address: ServerAddress, trust: TLSTrust, token: @escaping @Sendable () -> String?, input: Int32?,
            output: Int32, onBegin: @escaping @Sendable () -> Void, onRemark: @escaping @Sendable (Remark) -> Void
        ) {
            self.address = address
            self.trust = trust
            self.token = token
            self.input = input
            self.output = output
            self.onBegin = onBegin
            self.onRemark = onRemark
        }
    }

    /// A server that keeps to its window has less on the way, and is then never held off. In bytes.
    private static let maximumWaitingBytes = 1 << 20

    private let surroundings: Surroundings
    private let wishes: Attachment.Wishes
    private let eventLoop: any EventLoop
    private let outcome: EventLoopPromise<Attachment.Outcome>
    private var attachment: Attachment
    private var screen: LocalScreen?
    private var writer: OutputWriter?
    private var reader: InputReader?
    private var connection: TerminalConnection?
    /// Events of earlier connections are of no interest.
    private var generation = 0
    private var isWritable = true
    private var token: String?
    /// Read from a pipe when it could not be sent.
    private var untyped: ByteBuffer?
    /// Whether the reader waits for its turn.
    private var readerWaits = false
    /// Handed to the writer and not written yet, in bytes.
    private var waitingBytes = 0

    public init(_ wishes: Attachment.Wishes, in surroundings: Surroundings) {
        self.wishes = wishes
        self.surroundings = surroundings
        eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        outcome = eventLoop.makePromise()
        attachment = Attachment(wishes)
        screen = wishes.outputIsTerminal ? LocalScreen() : nil
    }

    /// Begins. Done when nobody is attached any more and, after the end of the session, all its output is written.
    public func start() -> EventLoopFuture<Attachment.Outcome> {
        eventLoop.execute {
            let writer = OutputWriter(to: self.surroundings.output) { self.leave() }
            writer.start()
            self.writer = writer
            self.carryOut(self.attachment.start())
        }
        return outcome.futureResult
    }

    /// The local terminal has another size.
    public func resize(_ size: TerminalSize) { eventLoop.execute { self.handle(.resized(size)) } }

    /// Detaches, and waits for nothing.
    public func leave() {
        eventLoop.execute {
            let actions = self.attachment.handle(.leave, now: 0)
            // When it was over before, the last output waits for somebody who does not take it.
            if actions.isEmpty { self.finish(.detached) } else { self.carryOut(actions) }
        }
    }

    /// What puts right in the local terminal what programs of the session have changed. To be asked when it is over.
    public func restoringSequence() -> EventLoopFuture<ByteBuffer> {
        eventLoop.submit { self.screen?.leave() ?? ByteBuffer() }
    }

    // MARK: Events

    private func handle(_ event: Attachment.Event) {
        carryOut(attachment.handle(event, now: Double(eventLoop.now.uptimeNanoseconds) / 1e9))
        feed()
    }

    private func receive(_ event: TerminalConnection.Event) {
        switch event {
        case .notice(let notice): handle(.notice(notice))
        case .output(let bytes): handle(.output(bytes))
        case .writable(let isWritable):
            self.isWritable = isWritable
            feed()
        case .closed(let code, let reason): handle(.closed(code: code, reason: reason))
        }
    }

    private func read(_ bytes: ByteBuffer?) {
        guard let bytes else {
            // A pipe may end, and its shell goes on; a terminal that ends is gone, and who sat there as well.
            if wishes.inputIsTerminal { handle(.leave) }
            return
        }
        readerWaits = true
        if wishes.inputIsTerminal || attachment.takesInput {
            handle(.typed(bytes))
        } else {
            untyped = bytes
        }
    }

    /// Lets the reader go on, when what it reads next can go somewhere.
    private func feed() {
        if let bytes = untyped, attachment.takesInput {
            untyped = nil
            handle(.typed(bytes))
        }
        guard readerWaits, untyped == nil, isWritable || !attachment.takesInput else { return }
        readerWaits = false
        reader?.next()
    }

    // MARK: Actions

    private func carryOut(_ actions: [Attachment.Action]) {
        for action in actions {
            switch action {
            case .connect: connect()
            case .send(let message): connection?.send(message)
            case .type(let bytes): connection?.type(bytes)
            case .show(let bytes, let offset): write(screen?.show(bytes) ?? bytes, offset: offset)
            case .clear(let size): if let bytes = screen?.clear(size) { write(bytes, offset: nil) }
            case .acknowledgeLater(let milliseconds):
                eventLoop.scheduleTask(in: .milliseconds(Int64(milliseconds))) { self.handle(.acknowledgementDue) }
            case .begin: begin()
            case .tell(let remark): surroundings.onRemark(remark)
            case .wait(let milliseconds):
                disconnect()
                eventLoop.scheduleTask(in: .milliseconds(Int64(milliseconds))) { self.handle(.waited) }
            case .refreshToken: refreshToken()
            case .finish(let outcome): end(outcome)
            }
        }
    }

    private func connect() {
        generation += 1
        isWritable = true
        let generation = generation
        token = surroundings.token()
        TerminalConnection.connect(
            to: surroundings.address, trust: surroundings.trust, token: token, on: eventLoop
        ) { event in
            guard self.generation == generation else { return }
            self.receive(event)
        }.whenComplete { result in
            guard self.generation == generation else {
                if case .success(let connection) = result { connection.close() }
                return
            }
            switch result {
            case .success(let connection):
                self.connection = connection
                self.handle(.connected)
            case .failure(let error): self.handle(.connectFailed(Connector.reason(error)))
            }
        }
    }

    @discardableResult
    private func disconnect() -> EventLoopFuture<Void> {
        generation += 1
        defer { connection = nil }
        return connection?.close() ?? eventLoop.makeSucceededVoidFuture()
    }

    private func begin() {
        surroundings.onBegin()
        guard let input = surroundings.input else { return }
        let reader = InputReader(from: input) { bytes in self.eventLoop.execute { self.read(bytes) } }
        reader.start()
        self.reader = reader
    }

    private func refreshToken() {
        guard let fresh = surroundings.token(), fresh != token else { return }
        token = fresh
        connection?.send(.authenticate(token: fresh))
    }

    private func write(_ bytes: ByteBuffer, offset: UInt64?) {
        let count = bytes.readableBytes
        waitingBytes += count
        if waitingBytes > Self.maximumWaitingBytes { connection?.setReading(false) }
        writer?.write(bytes) {
            self.eventLoop.execute {
                let wasFull = self.waitingBytes > Self.maximumWaitingBytes
                self.waitingBytes -= count
                if wasFull, self.waitingBytes <= Self.maximumWaitingBytes { self.connection?.setReading(true) }
                if let offset { self.handle(.shown(offset: offset)) }
            }
        }
    }

    private func end(_ outcome: Attachment.Outcome) {
        reader?.stop()
        let isClosed = disconnect()
        if case .detached = outcome {
            // Whoever leaves does not wait for what is on its way, but for the server to know of it.
            isClosed.whenComplete { _ in self.finish(outcome) }
            return
        }
        writer?.write(ByteBuffer()) { self.eventLoop.execute { self.finish(outcome) } }
    }

    /// Only the first one counts.
    private func finish(_ outcome: Attachment.Outcome) {
        writer?.stop()
        self.outcome.succeed(outcome)
    }
}
