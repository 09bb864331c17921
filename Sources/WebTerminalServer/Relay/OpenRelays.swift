internal import Synchronization

/// The relays of all open connections, for the rare news that concern every one of them.
final class OpenRelays: Sendable {
    private let relays = Mutex<[ObjectIdentifier: RelayHandler]>([:])

    func add(_ relay: RelayHandler) { relays.withLock { $0[ObjectIdentifier(relay)] = relay } }

    func remove(_ relay: RelayHandler) { relays.withLock { $0[ObjectIdentifier(relay)] = nil } }

    /// A share is no more: those who came by it have to go.
    func end(shareID: String, _ end: ShareEnd) {
        for relay in relays.withLock({ Array($0.values) }) { relay.end(shareID: shareID, end) }
    }

    /// The rules on who is let in have changed: those who are not any more have to go.
    func checkPermissions() {
        for relay in relays.withLock({ Array($0.values) }) { relay.checkPermission() }
    }
}
