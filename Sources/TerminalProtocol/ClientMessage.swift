/// The size of a terminal in cells, within what the protocol allows.
public struct TerminalSize: Sendable, Hashable {
    /// 1 to 500.
    public let cols: Int
    /// 1 to 200.
    public let rows: Int

    public static let colsRange = 1...500
    public static let rowsRange = 1...200

    /// Nil when a value is out of range.
    public init?(cols: Int, rows: Int) {
        guard Self.colsRange.contains(cols), Self.rowsRange.contains(rows) else { return nil }
        self.cols = cols
        self.rows = rows
    }
}

/// How a viewer says what it has room for.
public enum FlowControl: String, Sendable, CaseIterable {
    /// The client acknowledges what is on its screen; a window bounds what is on the way.
    case ack
    /// TCP's own back-pressure, and a bounded queue.
    case none
}

/// What a viewer may do.
public enum ViewerMode: String, Sendable, CaseIterable {
    case control
    case view
}

/// A signal that a client may send to the foreground process group.
public enum TerminalSignal: String, Sendable, CaseIterable {
    case interrupt = "SIGINT"
    case terminate = "SIGTERM"
    case kill = "SIGKILL"
    case hangUp = "SIGHUP"
    case quit = "SIGQUIT"
    case stop = "SIGTSTP"
    case `continue` = "SIGCONT"
}

/// What the client asked for when it asked for a new session.
public struct CreateRequest: Sendable, Equatable {
    public var size: TerminalSize
    public var flowControl: FlowControl
    public var name: String?
    public var labels: [String: String]
    public var environment: [String: String]
    public var workingDirectory: String?

    public init(
        size: TerminalSize, flowControl: FlowControl = .none, name: String? = nil, labels: [String: String] = [:],
        environment: [String: String] = [:], workingDirectory: String? = nil
    ) {
        self.size = size
        self.flowControl = flowControl
        self.name = name
        self.labels = labels
        self.environment = environment
        self.workingDirectory = workingDirectory
    }
}

/// What the client asked for when it asked for a session that exists.
public struct AttachRequest: Sendable, Equatable {
    public var sessionID: String
    public var size: TerminalSize
    public var flowControl: FlowControl
    /// The first byte that the client does not have; nil: whatever is retained.
    public var offset: UInt64?
    public var mode: ViewerMode

    public init(
        sessionID: String, size: TerminalSize, flowControl: FlowControl = .none, offset: UInt64? = nil,
        mode: ViewerMode = .control
    ) {
        self.sessionID = sessionID
        self.size = size
        self.flowControl = flowControl
        self.offset = offset
        self.mode = mode
    }
}

/// A text message from client to server. Binary messages are keystrokes and are not decoded.
public enum ClientMessage: Sendable, Equatable {
    case authenticate(token: String)
    case create(CreateRequest)
    case attach(AttachRequest)
    /// Keystrokes of clients that have no binary messages.
    case input(data: String)
    case resize(TerminalSize)
    /// All bytes below `offset` are on the screen.
    case ack(offset: UInt64)
    /// What the client's terminal looks like, for programs that ask.
    case appearance(TerminalAppearance)
    /// The client's screen does not show what it should: it gets a snapshot.
    case repaint
    case signal(TerminalSignal)
    /// `timestamp` is the client's own and returned as it came.
    case ping(timestamp: Double)
    /// Leaves the session running.
    case detach
    /// Ends the session.
    case close
}
