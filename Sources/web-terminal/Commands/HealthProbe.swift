import NIOCore
import NIOHTTP1
import NIOPosix
import TerminalClient

/// One request, and the status of its answer.
struct HealthProbe {
    private let target: HealthTarget

    /// Within what Docker and Kubernetes wait by default this is the shorter time that can still say why.
    private static let timeout = TimeAmount.seconds(4)

    init(_ target: HealthTarget) { self.target = target }

    /// Waits for the answer: not for an event loop.
    ///
    /// The certificate names the server as the world calls it, and is asked for under a loopback address here, so it is
    /// not looked at.
    ///
    /// - Throws: `ClientError`.
    func status() throws -> Int {
        let exchange = HTTPExchange(target.address, trust: .anybody, timeout: Self.timeout, limitBytes: nil)
        let request = HTTPRequest(.GET, target.path)
        return try MultiThreadedEventLoopGroup.singleton.next()
            .makeFutureWithTask { try await exchange.answer(to: request).status }.wait()
    }
}
