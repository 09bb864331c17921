internal import NIOCore
internal import PrometheusExporter
internal import Synchronization

/// Asks an event loop four times a second to do next to nothing at a given moment, and measures how late it does. What
/// blocks the loop shows twice: as an observation once it is over, and in `overdue` while it lasts.
final class EventLoopProbe: Sendable {
    /// Between two tasks. A stall that is shorter is seen with the chance that its length has in this.
    static let interval = TimeAmount.milliseconds(250)

    private let eventLoop: any EventLoop
    private let lag: HistogramSeries
    /// When the next task should run, in nanoseconds of NIO's clock; 0: none is to run.
    private let deadline = Atomic<UInt64>(0)
    private let isStopped = Atomic(false)

    init(_ eventLoop: any EventLoop, lag: HistogramSeries) {
        self.eventLoop = eventLoop
        self.lag = lag
    }

    func start() { schedule() }

    /// At most one more task runs.
    func stop() {
        isStopped.store(true, ordering: .relaxed)
        deadline.store(0, ordering: .relaxed)
    }

    /// How late the loop is with a task that it has not run yet, in seconds; 0: it is not.
    func overdue(now: NIODeadline = .now()) -> Double {
        let due = deadline.load(ordering: .relaxed)
        return due > 0 && now.uptimeNanoseconds > due ? Double(now.uptimeNanoseconds - due) / 1e9 : 0
    }

    private func schedule() {
        guard !isStopped.load(ordering: .relaxed) else { return }
        let due = NIODeadline.now() + Self.interval
        deadline.store(due.uptimeNanoseconds, ordering: .relaxed)
        eventLoop.scheduleTask(deadline: due) {
            self.lag.recordNanoseconds((NIODeadline.now() - due).nanoseconds)
            self.schedule()
        }
    }
}
