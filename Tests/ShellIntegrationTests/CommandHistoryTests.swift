import Testing

@testable import ShellIntegration

struct CommandHistoryTests {
    private func history(of count: Int, entries: Int) -> CommandHistory {
        var harness = TrackerHarness(limits: HistoryLimits(entries: entries))
        for number in 1...count {
            harness.read(TrackerHarness.start("command \(number)") + TrackerHarness.mark("D;\(number % 3)"))
        }
        return harness.tracker.history
    }

    @Test func itIsEmptyAtFirst() {
        let history = CommandHistory(limits: HistoryLimits())
        #expect(history.count == 0)
        #expect(history.total == 0)
        #expect(history[history.total] == nil)
        #expect(history[0] == nil)
        #expect(history[1] == nil)
        #expect(history.commands().isEmpty)
        #expect(history.ids.isEmpty)
    }

    @Test(arguments: [1, 2, 7, 10, 11]) func theOldestIsForgotten(entries: Int) {
        let history = history(of: 10, entries: entries)
        let kept = min(entries, 10)
        #expect(history.total == 10)
        #expect(history.count == kept)
        #expect(history.commands().map(\.id) == Array(UInt64(11 - kept)...10))
        #expect(history[history.total]?.command == "command 10")
        for id in UInt64(0)...12 {
            #expect((history[id] != nil) == (11 - kept...10).contains(Int(id)))
            if let command = history[id] { #expect(command.command == "command \(id)") }
        }
    }

    @Test func whatIsAskedFor() {
        let history = history(of: 10, entries: 8)
        #expect(history.commands(limit: 2).map(\.id) == [9, 10])
        #expect(history.commands(limit: 0).isEmpty)
        #expect(history.commands(since: 7).map(\.id) == [8, 9, 10])
        #expect(history.commands(since: 1).map(\.id) == Array(3...10))
        #expect(history.commands(since: .max).isEmpty)
        #expect(history.commands(status: .succeeded).map(\.id) == [3, 6, 9])
        #expect(history.commands(status: .failed, limit: 3).map(\.id) == [7, 8, 10])
        #expect(history.commands(status: .running).isEmpty)
    }

    @Test func whatEndedUnseenNeitherSucceededNorFailed() {
        var harness = TrackerHarness()
        harness.read(TrackerHarness.start("exec true"))
        #expect(harness.tracker.history.commands(status: .running).map(\.id) == [1])
        harness.end()
        for status in CommandHistory.Status.allCases {
            #expect(harness.tracker.history.commands(status: status).isEmpty)
        }
    }

    @Test func memoryIsBounded() {
        var harness = TrackerHarness(limits: HistoryLimits(entries: 4))
        let line = String(repeating: "x", count: 4096)
        var largest = 0
        for _ in 1...50 {
            harness.read(TrackerHarness.start(line) + TrackerHarness.mark("D;0"))
            largest = max(largest, harness.tracker.history.memoryBytes)
        }
        #expect(largest < 4 * (4096 + 2 * MemoryLayout<ShellCommand>.stride))
        #expect(largest > 4 * 4096)
    }

    @Test func limitsHaveLimits() {
        #expect(HistoryLimits(entries: -1, commandBytes: 0) == HistoryLimits(entries: 1, commandBytes: 1))
        #expect(HistoryLimits(commandBytes: .max).commandBytes == HistoryLimits.maximumCommandBytes)
    }
}
