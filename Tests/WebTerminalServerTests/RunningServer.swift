import Logging
import NIOCore
import ServiceLifecycle
import WebTerminalServer

/// Runs a server for as long as `body` takes, and stops it, gracefully.
///
/// - Parameter make: makes the server, which is to report its address to the function it is given.
func withRunning(
    _ make: (_ onListening: @escaping @Sendable (SocketAddress) async -> Void) throws -> TerminalServer,
    _ body: @escaping @Sendable (_ port: Int, ServiceGroup) async throws -> Void
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
        guard let port = await addresses.first(where: { _ in true })?.port else {
            return try await tasks.waitForAll()
        }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(port, services))
        } catch {
            outcome = .failure(error)
        }
        await services.triggerGracefulShutdown()
        try await tasks.waitForAll()
        try outcome.get()
    }
}
