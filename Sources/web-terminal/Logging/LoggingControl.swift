import Glibc
import LineOutput
import Logging
import Synchronization

/// How the process logs at the moment, and where to: the same for all loggers. Level and format may change.
///
/// Whoever logs does not wait for a disk or a pipe: a thread writes. What does not fit is counted, and the log says so.
final class LoggingControl: Sendable {
    private let settings: Mutex<LoggingSettings>
    private let writer: LineWriter
    private let lost = Atomic(0)

    /// - Throws: `LineSinkError` when the log file cannot be opened.
    init(_ settings: LoggingSettings) throws(LineSinkError) {
        self.settings = Mutex(settings)
        let sink: any LineSink =
            if let file = settings.file { try FileSink(path: file) } else { try DescriptorSink(STDERR_FILENO) }
        writer = try LineWriter(sink, threadName: "log-writer") { trouble in
            // Standard error has no other place to complain to.
            guard settings.file != nil else { return }
            if case .failing(let error) = trouble { Console.printError("web-terminal: the log: \(error)") }
        }
    }

    var current: LoggingSettings { settings.withLock { $0 } }

    func apply(_ new: LoggingSettings) { settings.withLock { $0 = new } }

    func write(_ line: LogLine) {
        let missing = lost.exchange(0, ordering: .relaxed)
        if missing > 0 {
            let notice = LogLine(
                level: .error, event: "log_lines_lost", fields: ["count": .literal("\(missing)")], time: line.time)
            guard send(notice) else {
                lost.add(missing + 1, ordering: .relaxed)
                return
            }
        }
        if !send(line) { lost.add(1, ordering: .relaxed) }
    }

    /// Goes on in a new file, if the old one was moved away.
    func reopen() { writer.reopen() }

    /// Nothing is logged any more. Waits until all is written or the time is over.
    func finish(withinSeconds seconds: Double) { writer.finish(withinSeconds: seconds) }

    private func send(_ line: LogLine) -> Bool {
        writer.write(Array(((current.format == .json ? line.json() : line.text()) + "\n").utf8))
    }
}
