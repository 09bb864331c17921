import Glibc
import PseudoTerminal
import Sessions
import TerminalProtocol
import WebSockets

extension WebSocketEvent {
    var isClose: Bool {
        if case .closed = self { true } else { false }
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

extension ServerMessage {
    static func attached(_ session: Session, _ attachment: ViewerAttachment) -> ServerMessage {
        .attached(
            sessionID: session.id.description, offset: attachment.offset, liveOffset: attachment.liveOffset,
            cols: attachment.size.cols, rows: attachment.size.rows, mode: attachment.mode, resumed: attachment.resumed,
            recording: session.isRecorded)
    }

    static func exited(_ status: ExitStatus, offset: UInt64) -> ServerMessage {
        switch status {
        case .exited(let code): .exited(exitCode: Int(code), signal: nil, offset: offset)
        case .signalled(let signal): .exited(exitCode: nil, signal: status.signalName ?? "SIG\(signal)", offset: offset)
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
