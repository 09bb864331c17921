internal import Sessions

/// Is told what the server does, on whichever thread does it. It must return at once.
public protocol ServerObserver: Sendable {
    func observe(_ event: ServerEvent)
}

/// Tells several.
struct ServerObservers: ServerObserver {
    var all: [any ServerObserver]

    func observe(_ event: ServerEvent) {
        for observer in all { observer.observe(event) }
    }
}

/// Passes on what happens to sessions.
struct SessionEventForwarder: SessionObserver {
    var server: any ServerObserver

    func observe(_ event: SessionEvent) { server.observe(.session(event)) }
}
