import Authentication
import Glibc
import NIOCore
import PseudoTerminal
import Sessions
import TerminalProtocol
import WebSockets

extension WebSocketEvent {
    var isClose: Bool {
        if case .closed = self { true } else { false }
    }

    /// The length of a message; nil for what is none.
    var messageBytes: Int? {
        switch self {
        case .binary(let bytes), .text(let bytes): bytes.readableBytes
        case .closed: nil
        }
    }
}

extension AuthenticationRefusal {
    /// What a client is told before its connection ends.
    var body: ErrorBody {
        switch self {
        case .token(.expired): ErrorBody(.jwtExpired, "the token has expired")
        case .token: ErrorBody(.jwtInvalid, "the token is not valid")
        case .share: ErrorBody(.unauthorized, "this link is not valid, or not any more")
        case .limited(let exceeded): exceeded.body
        }
    }

    var closeCode: CloseCode {
        switch self {
        case .token(.expired): .expired
        case .token, .share: .authenticationFailed
        case .limited: .rateLimited
        }
    }
}

extension SessionRequest {
    init(_ request: CreateRequest) {
        self.init()
        columns = request.size.cols
        rows = request.size.rows
        name = request.name
        labels = request.labels
        environment = request.environment
        workingDirectory = request.workingDirectory
    }
}

extension ViewerMode {
    /// What somebody has to be allowed who attaches this way.
    var operation: SessionOperation {
        switch self {
        case .control: .control
        case .view: .view
        }
    }
}

extension ServerMessage {
    static func authenticated(_ principal: Principal) -> ServerMessage {
        switch principal {
        case .user(let identity):
            .authenticated(userID: identity.userID, groups: identity.groups, expiresAt: identity.expiresAt)
        case .share(let pass):
            .authenticatedByShare(
                shareID: pass.id, sessionID: pass.sessionID.description, mode: pass.mode, expiresAt: pass.expiresAt)
        }
    }

    static func attached(_ session: Session, _ attachment: ViewerAttachment) -> ServerMessage {
        .attached(
            sessionID: session.id.description, offset: attachment.offset, liveOffset: attachment.offset,
            cols: attachment.size.cols, rows: attachment.size.rows, mode: attachment.mode, resumed: attachment.resumed,
            recording: session.isRecorded, viewerID: attachment.viewer.number)
    }

    static func exited(_ status: ExitStatus, offset: UInt64, milliseconds: Int) -> ServerMessage {
        switch status {
        case .exited(let code):
            .exited(exitCode: Int(code), signal: nil, offset: offset, durationMilliseconds: milliseconds)
        case .signalled(let signal):
            .exited(
                exitCode: nil, signal: status.signalName ?? "SIG\(signal)", offset: offset,
                durationMilliseconds: milliseconds)
        }
    }
}

extension TerminalSignal {
    var number: Int32 {
        switch self {
        case .interrupt: SIGINT
        case .terminate: SIGTERM
        case .kill: SIGKILL
        case .hangUp: SIGHUP
        case .quit: SIGQUIT
        case .stop: SIGTSTP
        case .continue: SIGCONT
        }
    }
}
