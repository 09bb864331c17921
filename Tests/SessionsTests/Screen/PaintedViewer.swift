import NIOCore
import Synchronization
import TerminalEmulator
import TerminalProtocol
import TestKit

@testable import Sessions

/// A viewer with a terminal, which checks that it gets every byte of the stream once or is told that it does not.
final class PaintedViewer: Viewer {
    private struct State {
        var emulator: TerminalEmulator
        var next: UInt64
        /// Of the present picture.
        var unpainted = 0
        /// The screen is that of byte `next`.
        var isWhole: Bool
        var pictures = 0
        var isEnded = false
        var problem: String?
        var heard: [ServerMessage] = []
    }

    private let state: Mutex<State?> = Mutex(nil)
    private let session: Session
    private let id: Mutex<ViewerID?> = Mutex(nil)

    init(_ session: Session) { self.session = session }

    func attach(
        _ mode: ViewerMode = .control, _ flowControl: FlowControl = .ack, size: TerminalSize, offset: UInt64? = nil
    ) throws {
        let old = state.withLock { $0 }
        let attachment = try session.attach(self, mode: mode, flowControl: flowControl, size: size, offset: offset)
        id.withLock { $0 = attachment.viewer }
        let size = attachment.size
        state.withLock { state in
            var new = State(
                emulator: Self.terminal(size, lines: session.settings.scrollbackLines), next: attachment.offset,
                isWhole: attachment.resumed || attachment.offset == 0)
            if attachment.resumed, let old {
                new.emulator = old.emulator
                new.emulator.resize(columns: size.cols, rows: size.rows)
            }
            state = new
        }
    }

    static func terminal(_ size: TerminalSize, lines: Int) -> TerminalEmulator {
        var limits = EmulatorLimits()
        limits.scrollbackLines = lines
        return TerminalEmulator(columns: size.cols, rows: size.rows, limits: limits)
    }

    func detach(cutOff: Bool) {
        if let id = viewer { session.detach(id, cutOff: cutOff) }
    }

    var viewer: ViewerID? { id.withLock { $0 } }
    /// Where it can go on; nil: nowhere.
    var place: UInt64? { state.withLock { $0?.isWhole == true ? $0?.next : nil } }
    var next: UInt64 { state.withLock { $0?.next ?? 0 } }
    var isWhole: Bool { state.withLock { $0?.isWhole ?? false } }
    var isEnded: Bool { state.withLock { $0?.isEnded ?? false } }
    var pictures: Int { state.withLock { $0?.pictures ?? 0 } }
    var problem: String? { state.withLock { $0?.problem } }
    var json: String { state.withLock { $0?.emulator.json() ?? "" } }
    var heard: [ServerMessage] { state.withLock { $0?.heard ?? [] } }

    /// Takes the next thing; false: there is none. `log`: all that was ever printed.
    func pullOne(log: [UInt8]) -> Bool {
        guard let id = viewer, let output = session.pull(id, header: { _, _ in }) else { return false }
        state.withLock { state in
            guard var new = state else { return }
            take(output, log, &new)
            state = new
        }
        return true
    }

    /// Says that it has seen all that it got.
    func acknowledge(_ offset: UInt64? = nil) -> Bool {
        guard let id = viewer else { return true }
        return session.acknowledge(id, offset: offset ?? next)
    }

    private func take(_ output: ViewerOutput, _ log: [UInt8], _ state: inout State) {
        switch output {
        case .bytes(let frame) where state.unpainted > 0:
            if frame.readableBytes > state.unpainted { state.problem = "a frame has stream and picture" }
            state.unpainted -= frame.readableBytes
            state.isWhole = state.unpainted == 0
            state.emulator.feed(Array(frame.readableBytesView))
        case .bytes(let frame):
            let range = Int(state.next)..<Int(state.next) + frame.readableBytes
            if !state.isWhole { state.problem = "bytes without a screen" }
            if range.upperBound > log.count || !log[range].elementsEqual(frame.readableBytesView) {
                state.problem = "other bytes than were printed at \(range)"
            }
            state.next += UInt64(frame.readableBytes)
            state.emulator.feed(Array(frame.readableBytesView))
        case .snapshot(let offset, let bytes, let size, _):
            if offset < state.next { state.problem = "a picture from the past" }
            if state.unpainted > 0 { state.problem = "a picture within a picture" }
            state.next = offset
            state.pictures += 1
            (state.unpainted, state.isWhole) = (bytes, false)
            state.emulator.resize(columns: size.cols, rows: size.rows)
        case .resized(let size):
            if state.unpainted > 0 { state.problem = "a size within a picture" }
            state.emulator.resize(columns: size.cols, rows: size.rows)
        case .exited(_, let offset, _, _):
            if offset != state.next { state.problem = "the exit before the last byte" }
            state.isEnded = true
        }
        // The answers of a client's terminal go nowhere.
        _ = state.emulator.takeReplies()
    }

    // MARK: Viewer

    func outputAvailable() {}
    func inputDrained() {}
    func tell(_ message: ServerMessage, of session: SessionID) { state.withLock { $0?.heard.append(message) } }
    func disconnect(_ code: CloseCode, reason: String, from session: SessionID) {}
}
