import NIOCore
import PseudoTerminal
import Synchronization

/// A terminal without a process. It ends when it is told to.
final class FakeTerminal: Terminal {
    private struct State {
        var handler: (any TerminalHandler)?
        var isEnded = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    let processID: Int32 = 4711
    private let state = Mutex(State())

    func start(on eventLoop: any EventLoop, handler: any TerminalHandler) { state.withLock { $0.handler = handler } }
    func pauseOutput() {}
    func resumeOutput() {}
    func limitOutput(bytesPerSecond: Int?) {}
    func write(_ bytes: ByteBuffer) -> Int { 0 }
    func resize(_ size: WindowSize) {}
    func signalForeground(_ signal: Int32) -> Bool { true }

    func end() {
        let (handler, waiters) = state.withLock { state in
            defer { state = State(handler: nil, isEnded: true) }
            return (state.handler, state.waiters)
        }
        handler?.terminalExited(.signalled(signal: 1))
        for waiter in waiters { waiter.resume() }
    }

    func closed() async {
        await withCheckedContinuation { continuation in
            let isEnded = state.withLock { state in
                if !state.isEnded { state.waiters.append(continuation) }
                return state.isEnded
            }
            if isEnded { continuation.resume() }
        }
    }
}

struct FakeSpawner: TerminalSpawner {
    func spawn(_ command: TerminalCommand) async throws(SpawnError) -> any Terminal {
        if command.workingDirectory == "/missing" {
            throw SpawnError(reason: "chdir", errno: 2, description: "/missing: No such file or directory")
        }
        return FakeTerminal()
    }
}
