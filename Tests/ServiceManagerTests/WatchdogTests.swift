import Glibc
import NIOCore
import NIOPosix
import Synchronization
import TestKit
import Testing

@testable import web_terminal

@Suite struct WatchdogTests {
    private static let start = ContinuousClock.now

    private func vitality() -> Vitality {
        Vitality(eventLoops: 2, sweeps: 5, silenceLimit: .seconds(15), now: Self.start)
    }

    @Test func everyPartHasToBeHeard() {
        let late = Self.start + .seconds(16)
        for silent in 0...2 {
            var vitality = vitality()
            for loop in 0...1 where loop != silent { vitality.heard(eventLoop: loop, now: late) }
            if silent != 2 { vitality.counted(sweeps: 6, now: late) }
            #expect(vitality.isAlive(now: Self.start + .seconds(15)))
            #expect(!vitality.isAlive(now: late), "part \(silent) is silent")
        }
    }

    @Test func allHeard() {
        var vitality = vitality()
        let late = Self.start + .seconds(16)
        vitality.heard(eventLoop: 0, now: late)
        vitality.heard(eventLoop: 1, now: late)
        vitality.counted(sweeps: 6, now: late)
        #expect(vitality.isAlive(now: late))
    }

    @Test func aSweepThatDoesNotCountOnIsSilent() {
        var vitality = vitality()
        for second in 1...20 {
            let now = Self.start + .seconds(second)
            vitality.heard(eventLoop: 0, now: now)
            vitality.heard(eventLoop: 1, now: now)
            vitality.counted(sweeps: 5, now: now)
        }
        #expect(!vitality.isAlive(now: Self.start + .seconds(20)))
    }

    @Test func aSilentPartMayComeBack() {
        var vitality = vitality()
        let late = Self.start + .seconds(100)
        #expect(!vitality.isAlive(now: late))
        vitality.heard(eventLoop: 0, now: late)
        vitality.heard(eventLoop: 1, now: late)
        vitality.counted(sweeps: 6, now: late)
        #expect(vitality.isAlive(now: late))
    }

    /// The test takes the rounds itself: on a busy machine those of `run` came so late that all was taken to hang.
    @Test func aLoopThatHangsEndsTheMessages() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let receiver = try NotifyReceiver()
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": receiver.address], processID: 7)
        let sweeps = Atomic(0)
        let watchdog = Watchdog(timeout: .milliseconds(400), eventLoops: group) {
            sweeps.add(1, ordering: .relaxed).newValue
        } keepAlive: {
            manager.notify(.alive)
        }
        func isHeard() -> Bool {
            watchdog.round()
            return receiver.receive() == "WATCHDOG=1"
        }
        for _ in 0..<5 { try await eventually("a message") { isHeard() } }

        // One loop of the two is kept.
        let gate = Mutex(false)
        let hung = Atomic(false)
        group.next().execute {
            hung.store(true, ordering: .relaxed)
            while !gate.withLock({ $0 }) { usleep(1000) }
        }
        try await eventually("it hangs") { hung.load(ordering: .relaxed) }
        try await eventually("silence") { !isHeard() }
        #expect(!isHeard())

        gate.withLock { $0 = true }
        try await eventually("a message again") { isHeard() }
        try await group.shutdownGracefully()
    }
}
