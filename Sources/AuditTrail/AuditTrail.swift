internal import Glibc
public import LineOutput
public import StrictJSON
internal import Synchronization

/// A trail of events that shows when something of it is missing or was changed.
///
/// Whoever has an event hands it over and goes on; a thread writes. Lines that cannot be written are kept, up to a
/// bound, and what is lost beyond it is an event itself.
public final class AuditTrail: Sendable {
    private let writer: LineWriter
    /// Nil: the trail has ended.
    private let chain: Mutex<AuditChain?>
    /// Seconds since 1970.
    private let clock: @Sendable () -> Double

    /// Opens a trail, and begins it with an event of its own. A file that has lines is continued.
    ///
    /// - Parameters:
    ///   - start: what that event says besides who it is: the version.
    ///   - clock: seconds since 1970.
    ///   - onTrouble: is told when lines cannot be written, on a thread of the trail.
    /// - Returns: nil when the destination is off.
    /// - Throws: `LineSinkError` when it cannot be opened, or another process writes to it.
    public static func open(
        _ destination: LineDestination, start: [String: JSONValue], clock: @escaping @Sendable () -> Double,
        onTrouble: @escaping @Sendable (LineWriter.Trouble) -> Void
    ) throws(LineSinkError) -> AuditTrail? {
        guard
            let writer = try LineWriter.open(
                destination, isExclusive: true, tag: "web-terminal", threadName: "audit-writer", onTrouble: onTrouble)
        else { return nil }
        // Behind the opening, which makes sure that nobody else is adding lines meanwhile.
        let end: AuditFileEnd? = if case .file(let path) = destination { .of(path: path) } else { nil }
        return AuditTrail(writer, behind: end, start: start, clock: clock)
    }

    init(
        _ writer: LineWriter, behind end: AuditFileEnd?, start: [String: JSONValue],
        clock: @escaping @Sendable () -> Double
    ) {
        self.writer = writer
        self.clock = clock
        chain = Mutex(AuditChain(after: end?.head))
        // A torn line stays as it is and gets an end, so that the next one is a line.
        if end?.lacksLineFeed == true { _ = writer.write([UInt8(ascii: "\n")]) }
        // No two starts are the same, so that the lines of one can be told from those of another.
        let own: [String: JSONValue] = [
            "start_id": .string(String(UInt64.random(in: .min ... .max), radix: 36)), "process_id": JSONValue(getpid()),
        ]
        record(AuditEvent(AuditEvent.start, start.merging(own) { $1 }.merging(end?.fields ?? [:]) { $1 }))
    }

    /// Takes an event. Never waits for what is written to.
    public func record(_ event: AuditEvent) {
        let time = clock()
        chain.withLock { $0?.add(event, time: time, to: writer.write) }
    }

    /// Goes on in a new file, if the old one was moved away. Returns at once.
    public func reopen() {
        writer.reopen()
        record(AuditEvent(AuditEvent.reopened))
    }

    /// Says that this is the end, and waits until all is written or the time is over. True when all is.
    @discardableResult
    public func close(withinSeconds seconds: Double) -> Bool {
        let time = clock()
        chain.withLock { chain in
            chain?.add(AuditEvent(AuditEvent.stop), time: time, to: writer.write)
            // Whatever still happens, nothing stands behind the end.
            chain = nil
        }
        return writer.finish(withinSeconds: seconds)
    }

    /// Events written, lost and attempts that failed since the start.
    public var statistics: LineWriter.Statistics { writer.statistics }
}
