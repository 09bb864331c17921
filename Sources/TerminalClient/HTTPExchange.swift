public import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// One request and its answer, on a connection of its own.
///
/// A command of a person's makes a handful of requests, so there is no pool; NIO's own parts are all it takes, and a
/// client library would double the time of a build.
public struct HTTPExchange: Sendable {
    private let connector: Connector
    /// How long a connection and the whole answer may take together; nil for the answer: as long as it likes.
    private let timeout: TimeAmount?
    private let limitBytes: Int?

    /// How long a connection may take.
    private static let connectTimeout = TimeAmount.seconds(10)

    /// - Parameter limitBytes: of the answer's body; nil: nobody wants to know it, and it is not waited for.
    public init(_ address: ServerAddress, trust: TLSTrust, timeout: TimeAmount?, limitBytes: Int?) {
        connector = Connector(address: address, trust: trust)
        self.timeout = timeout
        self.limitBytes = limitBytes
    }

    /// The whole answer, whatever its status. The target is taken as it is: the base path has to be in it.
    ///
    /// - Throws: `ClientError`.
    public func answer(to request: HTTPRequest) async throws(ClientError) -> HTTPAnswer {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let answer = eventLoop.makePromise(of: HTTPAnswer.self)
        let (host, limitBytes) = (connector.address.hostHeader, limitBytes)
        let connection = connector.connect(
            on: eventLoop, timeout: min(timeout ?? Self.connectTimeout, Self.connectTimeout)
        ) { channel in
            try channel.pipeline.syncOperations.addHTTPClientHandlers(position: .last)
            try channel.pipeline.syncOperations.addHandler(
                HTTPAnswerReader(request, host: host, limitBytes: limitBytes, answer: answer))
        }
        connection.cascadeFailure(to: answer)
        let timer = timeout.map { eventLoop.scheduleTask(in: $0) { answer.fail(ClientError.noAnswerInTime) } }
        // Whoever was not in time is not listened to any longer.
        answer.futureResult.whenFailure { _ in connection.whenSuccess { $0.close(promise: nil) } }
        defer { timer?.cancel() }
        do {
            return try await answer.futureResult.get()
        } catch {
            throw Connector.reason(error)
        }
    }
}
