internal import Glibc
internal import SystemThreads

/// Writes lines on a thread of its own, so that nobody who has something to say waits for a disk or a pipe.
///
/// What waits is bounded; beyond it a line is not taken, and the caller knows. A line that was taken is written, whole
/// and in order, however often that has to be tried: what cannot be written now stays and is tried again every second.
public final class LineWriter: Sendable {
    /// How much may wait, in bytes.
    public static let defaultCapacity = 4 << 20
    private static let retrySeconds = 1.0

    /// What can go wrong, told once each time it begins and ends. Called on the writer's thread.
    public enum Trouble: Sendable, Equatable {
        /// Nothing can be written. It goes on trying.
        case failing(LineSinkError)
        /// It can again.
        case recovered
        /// There is no new file; the old one stays in use.
        case notReopened(LineSinkError)
        /// A line that the other side will never take is left out.
        case refused(LineSinkError)
    }

    /// Since the start.
    public struct Statistics: Sendable, Equatable {
        public var written = 0
        /// Lines that were not taken, because too much was waiting, and those that the other side refused.
        public var lost = 0
        /// Attempts that failed.
        public var failures = 0
    }

    private struct State {
        var waiting: [[UInt8]] = []
        /// What waits, and what the thread is busy with.
        var bytes = 0
        var statistics = Statistics()
        var isReopenWanted = false
        var isFinishing = false
        var isDone = false
    }

    private enum Work {
        case write([[UInt8]])
        case reopen
        case finish
    }

    private let monitor = Monitor(State())
    private let capacity: Int
    private let onTrouble: @Sendable (Trouble) -> Void

    /// - Parameter threadName: of at most 15 bytes.
    /// - Throws: `LineSinkError` when there can be no thread.
    package init(
        _ sink: any LineSink, threadName: String, capacity: Int = LineWriter.defaultCapacity,
        onTrouble: @escaping @Sendable (Trouble) -> Void
    ) throws(LineSinkError) {
        self.capacity = capacity
        self.onTrouble = onTrouble
        let error = SystemThread.start(name: threadName) { [self] in run(sink) }
        if error != 0 { throw LineSinkError("cannot start a thread", errno: error) }
    }

    /// A writer for a destination; nil when that is off.
    ///
    /// - Parameters:
    ///   - isExclusive: whether it matters that no other process adds lines to the file.
    ///   - tag: what the lines are found by in syslog.
    public static func open(
        _ destination: LineDestination, isExclusive: Bool = false, tag: String, threadName: String,
        onTrouble: @escaping @Sendable (Trouble) -> Void
    ) throws(LineSinkError) -> LineWriter? {
        let sink: any LineSink
        switch destination {
        case .off: return nil
        case .descriptor(let number): sink = try DescriptorSink(number)
        case .file(let path): sink = try FileSink(path: path, isExclusive: isExclusive)
        case .syslog: sink = SyslogSink(tag: tag)
        }
        return try LineWriter(sink, threadName: threadName, onTrouble: onTrouble)
    }

    /// Takes a line, which ends with a line feed. False: too much is waiting, or the writer has finished.
    public func write(_ line: [UInt8]) -> Bool {
        monitor.update { state in
            guard !state.isFinishing, state.bytes + line.count <= capacity else {
                state.statistics.lost += 1
                return false
            }
            state.waiting.append(line)
            state.bytes += line.count
            return true
        }
    }

    /// Goes on in a new file if the old one was moved away: as log rotation asks for. Returns at once.
    public func reopen() {
        monitor.update { $0.isReopenWanted = true }
    }

    /// Takes nothing more, and waits until all is written or the time is over. True when all is.
    @discardableResult
    public func finish(withinSeconds seconds: Double) -> Bool {
        monitor.update { $0.isFinishing = true }
        return monitor.wait(seconds: seconds) { $0.isDone ? $0.bytes == 0 : nil } ?? false
    }

    public var statistics: Statistics { monitor.withLock { $0.statistics } }

    // MARK: The thread

    private func run(_ sink: consuming any LineSink) {
        var sink = sink
        var isFailing = false
        while true {
            let work = monitor.wait { state -> Work? in
                if state.isReopenWanted {
                    state.isReopenWanted = false
                    return .reopen
                }
                if !state.waiting.isEmpty {
                    defer { state.waiting = [] }
                    return .write(state.waiting)
                }
                return state.isFinishing ? .finish : nil
            }
            switch work {
            case .write(let lines): write(lines, to: &sink, &isFailing)
            case .reopen: reopen(&sink)
            case .finish, nil:
                sink.close()
                monitor.update { $0.isDone = true }
                return
            }
        }
    }

    private func reopen(_ sink: inout any LineSink) {
        if let error = sink.reopen() { onTrouble(.notReopened(error)) }
    }

    /// Returns when all are written, or when the writer is to finish and one more attempt has failed.
    private func write(_ lines: [[UInt8]], to sink: inout any LineSink, _ isFailing: inout Bool) {
        var rest = lines[...]
        while !rest.isEmpty {
            let batch = Self.batch(of: rest, upTo: sink.batchBytes)
            let isLastAttempt = monitor.withLock { $0.isFinishing }
            var progress = sink.write(batch)
            if progress.isRefused {
                if let error = progress.error { onTrouble(.refused(error)) }
                done(rest.prefix(progress.written), lost: rest.dropFirst(progress.written).prefix(1))
                rest = rest.dropFirst(progress.written + 1)
                continue
            }
            done(rest.prefix(progress.written), failures: progress.error == nil ? 0 : 1)
            rest = rest.dropFirst(progress.written)
            if let error = progress.error.take() {
                if !isFailing { onTrouble(.failing(error)) }
                isFailing = true
                if isLastAttempt { return }
                waitToRetry(&sink)
            } else if isFailing {
                isFailing = false
                onTrouble(.recovered)
            }
        }
    }

    /// A new file, or the end, is a reason to try at once.
    private func waitToRetry(_ sink: inout any LineSink) {
        let isReopenWanted = monitor.wait(seconds: Self.retrySeconds) { state -> Bool? in
            defer { state.isReopenWanted = false }
            return state.isReopenWanted ? true : state.isFinishing ? false : nil
        }
        if isReopenWanted == true { reopen(&sink) }
    }

    private func done(_ written: ArraySlice<[UInt8]>, lost: ArraySlice<[UInt8]> = [], failures: Int = 0) {
        monitor.withLock { state in
            state.statistics.written += written.count
            state.statistics.lost += lost.count
            state.statistics.failures += failures
            for line in written { state.bytes -= line.count }
            for line in lost { state.bytes -= line.count }
        }
    }

    private static func batch(of lines: ArraySlice<[UInt8]>, upTo limit: Int) -> ArraySlice<[UInt8]> {
        var bytes = 0
        let end = lines.firstIndex { line in
            bytes += line.count
            return bytes > limit
        }
        return lines[lines.startIndex..<max(end ?? lines.endIndex, lines.startIndex + 1)]
    }
}
