import Logging
import NIOCore
import ServiceLifecycle
import WebTerminalServer

/// A server that accepts connections.
struct RunningServer: Sendable {
    /// 0 for one that listens on a unix socket.
    var port: Int
    var server: TerminalServer
    var services: ServiceGroup
}

/// Runs a server for as long as `body` takes, and stops it, gracefully.
///
/// - Parameter make: makes the server, which is to report its address to the function it is given.
func withRunning(
    _ make: (_ onListening: @escaping @Sendable (SocketAddress) async -> Void) throws -> TerminalServer,
    _ body: @escaping @Sendable (RunningServer) async throws -> Void
) async throws {
    let (addresses, listening) = AsyncStream<SocketAddress>.makeStream()
    let server = try make { listening.yield($0) }
    let services = ServiceGroup(
        configuration: .init(services: [server], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
            defer { listening.finish() }
            try await services.run()
        }
        guard let address = await addresses.first(where: { _ in true }) else {
            return try await tasks.waitForAll()
        }
        let outcome: Result<Void, any Error>
        do {
            try await body(RunningServer(port: address.port ?? 0, server: server, services: services))
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await services.triggerGracefulShutdown()
        try await tasks.waitForAll()
        try outcome.get()
    }
}
