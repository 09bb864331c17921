internal import Glibc
internal import LineOutput
internal import NIOCore
internal import PseudoTerminal
internal import Sessions
internal import SystemThreads
internal import TerminalProtocol

/// The recording of one session.
///
/// Sendable because what the recorder's thread uses is used by it alone, and the rest with the recorder's lock held.
final class Recording: OutputTap, @unchecked Sendable {
    /// Where the file is in its life. The recorder's thread alone touches it.
    private enum File {
        case notMade
        case open(RecordingFile)
        /// It could not be made, or all has been written.
        case closed
    }

    private let recorder: SessionRecorder
    private let path: String
    private let header: [UInt8]
    private var file = File.notMade
    private var state: RecordingState
    /// Bytes that could not be written, and that the file does not say so of yet.
    private var unwritten = 0

    // With the recorder's lock held.

    /// What waits for the recorder's thread, in bytes.
    var waitingBytes = 0
    /// Bytes of output for which there was no room since the last event.
    private var missed = 0
    /// A size for which there was none.
    private var missedSize: TerminalSize?
    private var hasEnded = false
    /// The file takes no more output.
    var isOver = false

    init(recorder: SessionRecorder, path: String, header: [UInt8], state: RecordingState) {
        self.recorder = recorder
        self.path = path
        self.header = header
        self.state = state
    }

    // MARK: OutputTap

    func output(_ bytes: ByteBuffer, at time: Int64) {
        let event = RecordingState.Event.output(Array(bytes.readableBytesView))
        recorder.monitor.update { state in
            guard !hasEnded, !isOver else { return }
            guard hasRoom(for: event, in: state) else {
                missed += bytes.readableBytes
                state.statistics.lostBytes += bytes.readableBytes
                return
            }
            enqueueMissed(at: time, in: &state)
            enqueue(event, at: time, in: &state)
        }
    }

    func resized(to size: TerminalSize, at time: Int64) {
        recorder.monitor.update { state in
            guard !hasEnded else { return }
            missedSize = size
            if hasRoom(for: .resize(size), in: state) { enqueueMissed(at: time, in: &state) }
        }
    }

    /// There is always room for the end.
    func ended(_ status: ExitStatus, at time: Int64) {
        recorder.monitor.update { state in
            guard !hasEnded else { return }
            hasEnded = true
            enqueueMissed(at: time, in: &state)
            enqueue(.exit(status), at: time, in: &state)
        }
    }

    private func hasRoom(for event: RecordingState.Event, in state: SessionRecorder.State) -> Bool {
        !state.isFinishing && waitingBytes + event.cost <= SessionRecorder.waitingBytesPerSession
            && state.bytes + event.cost <= SessionRecorder.waitingBytes
    }

    private func enqueueMissed(at time: Int64, in state: inout SessionRecorder.State) {
        if missed > 0 { enqueue(.gap(missed), at: time, in: &state) }
        if let missedSize { enqueue(.resize(missedSize), at: time, in: &state) }
        (missed, missedSize) = (0, nil)
    }

    private func enqueue(_ event: RecordingState.Event, at time: Int64, in state: inout SessionRecorder.State) {
        guard !state.isDone else { return }
        waitingBytes += event.cost
        state.bytes += event.cost
        state.waiting.append(SessionRecorder.Entry(recording: self, event: event, time: time))
    }

    // MARK: The recorder's thread

    /// True when the file takes no more output.
    var isComplete: Bool {
        if case .closed = file { true } else { state.isFull }
    }

    /// Returns how many bytes of output are lost.
    func write(
        _ event: RecordingState.Event, at time: Int64, onTrouble: (SessionRecorder.Trouble) -> Void
    ) -> Int {
        var next = state
        var lines = unwritten > 0 ? next.lines(for: .gap(unwritten), at: time) : []
        lines += next.lines(for: event, at: time)
        let isWritten = append(lines, onTrouble)
        if isWritten {
            state = next
            unwritten = 0
        } else {
            unwritten += event.outputBytes
        }
        if case .exit = event, case .open(let opened) = file {
            opened.close()
            file = .closed
        }
        if !isWritten, case .output(let bytes) = event { return bytes.count }
        return 0
    }

    private func append(_ lines: [UInt8], _ onTrouble: (SessionRecorder.Trouble) -> Void) -> Bool {
        switch file {
        case .closed:
            return false
        case .notMade:
            guard let made = RecordingFile(path: path) else {
                file = .closed
                onTrouble(.notStarted(path: path, errno: errno))
                return false
            }
            let code = made.append(header + lines)
            guard code == 0 else {
                // Without its header it is no recording.
                made.close()
                unlink(path)
                file = .closed
                onTrouble(.notStarted(path: path, errno: code))
                return false
            }
            file = .open(made)
            return true
        case .open(let opened):
            let code = opened.append(lines)
            if code != 0, unwritten == 0 { onTrouble(.failing(path: path, errno: code)) }
            return code == 0
        }
    }
}

extension RecordingState.Event {
    /// The output that the event is, or that it says is missing, in bytes.
    var outputBytes: Int {
        switch self {
        case .output(let bytes): bytes.count
        case .gap(let count): count
        case .resize, .exit: 0
        }
    }
}
