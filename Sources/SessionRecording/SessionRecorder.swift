internal import Glibc
internal import LineOutput
public import Sessions
public import TerminalProtocol
internal import SystemThreads

/// Records what sessions print, each in a file of its own, on one thread that is nobody else's. Never what is typed.
///
/// What waits for that thread is bounded. When the disk is slower than the shells, or full, output is left out of the
/// recording, which says so; the shell and its viewers notice nothing.
public final class SessionRecorder: Sendable {
    /// What may wait of one session, and of all, in bytes.
    static let waitingBytesPerSession = 1 << 20
    static let waitingBytes = 16 << 20
    /// The least that a recording can be bounded to.
    public static let minimumBytes = 4096

    /// Something that an operator should know. Told when it begins, on the recorder's thread.
    public enum Trouble: Sendable, Equatable {
        /// A session is not recorded, because its file cannot be made.
        case notStarted(path: String, errno: Int32)
        /// A recording has a gap from here on, because its file cannot be written.
        case failing(path: String, errno: Int32)
    }

    /// Since the start.
    public struct Statistics: Sendable, Equatable {
        public var recordings = 0
        /// Bytes of output that are missing in recordings that have not reached their limit.
        public var lostBytes = 0
    }

    struct Entry {
        var recording: Recording
        var event: RecordingState.Event
        var time: Int64
    }

    struct State {
        var waiting: [Entry] = []
        var bytes = 0
        var statistics = Statistics()
        var isFinishing = false
        var isDone = false
    }

    private let directory: String
    private let maximumBytes: Int
    /// Seconds since 1970.
    private let wallClock: @Sendable () -> Double
    private let onTrouble: @Sendable (Trouble) -> Void
    let monitor = Monitor(State())

    /// - Parameters:
    ///   - directory: has to exist.
    ///   - maximumBytes: the bound on each file.
    /// - Returns: nil, with errno set, when there can be no thread.
    public init?(
        directory: String, maximumBytes: Int, wallClock: @escaping @Sendable () -> Double,
        onTrouble: @escaping @Sendable (Trouble) -> Void
    ) {
        self.directory = directory
        self.maximumBytes = max(maximumBytes, Self.minimumBytes)
        self.wallClock = wallClock
        self.onTrouble = onTrouble
        let error = SystemThread.start(name: "recorder") { [self] in run() }
        guard error == 0 else {
            errno = error
            return nil
        }
    }

    /// Begins to record a session. `time`: of the monotonic clock that its events will have, in nanoseconds.
    public func record(_ session: SessionID, name: String?, size: TerminalSize, at time: Int64) -> any OutputTap {
        let wall = wallClock()
        let header = Asciicast.header(size: size, time: wall, title: name)
        let recording = Recording(
            recorder: self, path: "\(directory)/\(Self.fileName(session, wall))", header: header,
            state: RecordingState(headerBytes: header.count, maximumBytes: maximumBytes, start: time))
        monitor.withLock { $0.statistics.recordings += 1 }
        return recording
    }

    /// What a registry needs to have all of its sessions recorded.
    public var tapMaker: OutputTapMaker { { self.record($0, name: $1, size: $2, at: $3) } }

    /// Writes what waits, or as much as can be written in that time. True when all is.
    @discardableResult
    public func finish(withinSeconds seconds: Double) -> Bool {
        monitor.update { $0.isFinishing = true }
        return monitor.wait(seconds: seconds) { $0.isDone ? true : nil } ?? false
    }

    public var statistics: Statistics { monitor.withLock { $0.statistics } }

    /// In the order in which they began, and no name that a program would take for a flag.
    private static func fileName(_ session: SessionID, _ wall: Double) -> String {
        let time = UTCTime(wall).description.prefix(19).filter { $0 != "-" && $0 != ":" }
        return "\(time)Z-\(session).cast"
    }

    private func run() {
        while true {
            let entries = monitor.wait { state -> [Entry]? in
                guard state.waiting.isEmpty else {
                    defer { state.waiting = [] }
                    return state.waiting
                }
                return state.isFinishing ? [] : nil
            }
            guard let entries, !entries.isEmpty else {
                monitor.update { $0.isDone = true }
                return
            }
            for entry in entries {
                let lost = entry.recording.write(entry.event, at: entry.time, onTrouble: onTrouble)
                let isComplete = entry.recording.isComplete
                monitor.withLock { state in
                    state.bytes -= entry.event.cost
                    entry.recording.waitingBytes -= entry.event.cost
                    entry.recording.isOver = isComplete
                    state.statistics.lostBytes += lost
                }
            }
        }
    }
}

extension RecordingState.Event {
    /// What it counts for while it waits, in bytes.
    var cost: Int {
        if case .output(let bytes) = self { bytes.count + 64 } else { 64 }
    }
}
