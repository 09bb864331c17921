internal import Synchronization

/// Whether the server still takes work. Shared by all connections.
final class ServerStatus: Sendable {
    private let draining = Atomic(false)

    /// True from the moment that the server was told to stop.
    var isDraining: Bool { draining.load(ordering: .relaxed) }

    func startDraining() { draining.store(true, ordering: .relaxed) }
}
