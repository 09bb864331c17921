import Glibc
import NIOCore
import NIOPosix
import PrometheusExporter
import Synchronization
import TestKit
import Testing

@testable import WebTerminalServer

@Suite struct EventLoopProbeTests {
    /// A loop that stands still shows at once, and counts when it goes on.
    @Test func aStallShowsWhileItLastsAndAfterwards() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let registry = try MetricsRegistry()
        let lag = try registry.histogram(
            MetricDescriptor("lag_seconds", .histogram(upperBounds: [0.3]), "Lag."))[]
        let probe = EventLoopProbe(group.next(), lag: lag)
        #expect(probe.overdue() == 0)
        probe.start()
        let goOn = Atomic(false)
        group.next().execute {
            while !goOn.load(ordering: .relaxed) { usleep(1000) }
        }
        try await eventually("the loop is overdue") { probe.overdue() > 0.5 }
        // None, unless the machine is so busy that the loop was late before.
        let before = lag.snapshot.counts[1]
        goOn.store(true, ordering: .relaxed)
        try await eventually("the stall was counted") { lag.snapshot.counts[1] > before }
        #expect(lag.snapshot.sum > 0.5)
        try await eventually("it goes on") { lag.snapshot.count >= 3 }
        probe.stop()
        #expect(probe.overdue() == 0)
        try await group.shutdownGracefully()
    }
}
