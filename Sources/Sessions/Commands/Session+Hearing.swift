internal import NIOCore
internal import ShellIntegration
internal import Synchronization
public import TerminalProtocol

extension Session {
    /// What viewers have been told that matters to one who comes now: where the shell is, what it runs, and the title.
    ///
    /// To be asked on the viewer's own event loop, behind `attach`: what changes later is told there behind this.
    public var news: [ServerMessage] {
        let title = screen?.news.withLock { $0.title } ?? ""
        return shell.state.withLock { state in
            var news: [ServerMessage] = title.isEmpty ? [] : [.title(title)]
            if let directory = state.tracker.directory { news.append(.cwdChanged(path: directory)) }
            if case .running(let id) = state.tracker.phase, let command = state.tracker.history[id] {
                news.append(.commandStarted(command))
            }
            return news
        }
    }

    /// Finds in what was printed what the shell tells, when the viewers have it.
    func hear(_ bytes: ByteBuffer, at offset: UInt64, keystrokes: UInt64, now: Int64) {
        let events = shell.output(bytes, at: offset, keystrokes: keystrokes, now: now, wall: clocks.wall()) { offset in
            guarded.withLock { $0.state.log.text(from: offset) }
        }
        for event in events { tell(event, now: now) }
    }

    func hearEnd(now: Int64) {
        for event in shell.ended(now: now, wall: clocks.wall()) { tell(event, now: now) }
    }

    private func tell(_ event: ShellEvent, now: Int64) {
        switch event {
        case .commandStarted(let command):
            observer?.observe(.commandStarted(self, id: command.id))
            tellViewers(.commandStarted(command))
        case .commandFinished(let command):
            observer?.observe(
                .commandFinished(
                    self, id: command.id, exitCode: command.exitCode,
                    durationSeconds: command.durationMilliseconds.map { Double($0) / 1000 }))
            tellViewers(
                .commandFinished(
                    id: command.id, exitCode: command.exitCode, durationMilliseconds: command.durationMilliseconds))
        case .directoryChanged(let path): tellViewers(.cwdChanged(path: path))
        case .downloadOffered(let path): offer(path, now: now)
        case .promptShown, .lineKept: break
        }
    }
}

extension ServerMessage {
    fileprivate static func commandStarted(_ command: ShellCommand) -> ServerMessage {
        .commandStarted(
            id: command.id, command: command.command, workingDirectory: command.workingDirectory,
            startedAt: command.startedAt)
    }
}
