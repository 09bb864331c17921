import NIOCore
import PseudoTerminal
import Synchronization

/// A terminal without a process: the test prints, and sees what it is asked to do.
final class FakeTerminal: Terminal {
    private struct State {
        var handler: (any TerminalHandler)?
        var isPaused = false
        var limit: Int?
        var typed: [UInt8] = []
        var takesInput = true
        var queued = 0
        var sizes: [WindowSize] = []
        var signals: [Int32] = []
        var isEnded = false
    }

    let processID: Int32
    private let state = Mutex(State())

    init(processID: Int32 = 4242) { self.processID = processID }

    var isPaused: Bool { state.withLock { $0.isPaused } }
    var limit: Int? { state.withLock { $0.limit } }
    var typed: String { state.withLock { String(decoding: $0.typed, as: UTF8.self) } }
    var sizes: [WindowSize] { state.withLock { $0.sizes } }
    var signals: [Int32] { state.withLock { $0.signals } }
    var isEnded: Bool { state.withLock { $0.isEnded } }

    // MARK: What the test does

    func print(_ text: String) { print(Array(text.utf8)) }

    func print(_ bytes: [UInt8]) {
        state.withLock { $0.handler }?.terminalOutput(ByteBuffer(bytes: bytes))
    }

    func exit(_ status: ExitStatus) {
        let handler = state.withLock { state in
            state.isEnded = true
            return state.handler.take()
        }
        handler?.terminalExited(status)
    }

    func stopReadingInput() { state.withLock { $0.takesInput = false } }

    func readInputAgain() {
        let (handler, drained) = state.withLock { state in
            state.takesInput = true
            defer { state.queued = 0 }
            return (state.handler, state.queued)
        }
        handler?.terminalInputDrained(drained)
    }

    // MARK: Terminal

    func start(on eventLoop: any EventLoop, handler: any TerminalHandler) {
        state.withLock { $0.handler = handler }
    }

    func pauseOutput() { state.withLock { $0.isPaused = true } }
    func resumeOutput() { state.withLock { $0.isPaused = false } }
    func limitOutput(bytesPerSecond: Int?) { state.withLock { $0.limit = bytesPerSecond } }

    func write(_ bytes: ByteBuffer) -> Int {
        state.withLock { state in
            state.typed += bytes.readableBytesView
            guard !state.takesInput else { return 0 }
            state.queued += bytes.readableBytes
            return bytes.readableBytes
        }
    }

    func resize(_ size: WindowSize) { state.withLock { $0.sizes.append(size) } }

    func signalForeground(_ signal: Int32) -> Bool {
        state.withLock { $0.signals.append(signal) }
        return true
    }

    func end() { exit(.signalled(signal: 1)) }

    func closed() async {
        while !isEnded { await Task.yield() }
    }
}

/// Makes fake terminals, or fails as it is told.
final class FakeSpawner: TerminalSpawner {
    private let made = Mutex<[FakeTerminal]>([])
    private let commandsSeen = Mutex<[TerminalCommand]>([])
    let failure: SpawnError?

    init(failure: SpawnError? = nil) { self.failure = failure }

    var terminals: [FakeTerminal] { made.withLock { $0 } }
    var commands: [TerminalCommand] { commandsSeen.withLock { $0 } }

    func spawn(_ command: TerminalCommand) async throws(SpawnError) -> any Terminal {
        if let failure { throw failure }
        await Task.yield()
        commandsSeen.withLock { $0.append(command) }
        let terminal = FakeTerminal()
        made.withLock { $0.append(terminal) }
        return terminal
    }
}
