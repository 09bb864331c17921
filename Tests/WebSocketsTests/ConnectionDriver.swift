import NIOCore
import WebSockets

/// Feeds a connection and gathers what comes of it.
struct ConnectionDriver {
    var connection: WebSocketConnection
    var actions: [WebSocketConnection.Action] = []

    init(messageLimit: Int = 4096, maximumFragments: Int = 1024) {
        var settings = WebSocketSettings()
        settings.messageLimitBytes = messageLimit
        settings.maximumFragments = maximumFragments
        connection = WebSocketConnection(settings: settings)
        connection.start(now: .uptimeNanoseconds(0))
    }

    mutating func feed(_ bytes: some Sequence<UInt8>) {
        var buffer = ByteBuffer(bytes: bytes)
        while let action = connection.receive(&buffer, now: .uptimeNanoseconds(0)) { actions.append(action) }
    }

    /// All at once, or in pieces of the sizes that `cut` gives.
    static func actions(
        for bytes: [UInt8], messageLimit: Int = 4096, cut: () -> Int = { .max }
    ) -> [WebSocketConnection.Action] {
        var driver = ConnectionDriver(messageLimit: messageLimit)
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(max(1, cut()))
            rest = rest.dropFirst(piece.count)
            driver.feed(piece)
        }
        return driver.actions
    }
}

extension WebSocketConnection.Action {
    /// The code that the connection is closed with, if this closes it.
    var closeCode: UInt16? {
        guard case .end(_, .closed(let code, _, _)) = self else { return nil }
        return code
    }
}
