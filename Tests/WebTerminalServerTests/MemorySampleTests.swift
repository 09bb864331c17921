import Testing

@testable import WebTerminalServer

@Suite struct MemorySampleTests {
    @Test func newSessionsFirstThenTheOldestSamples() {
        var plan = MemorySamplePlan()
        #expect(plan.due(among: [3, 1, 2], now: 0) == [1, 2, 3])
        plan.found(2, bytes: 10, seen: 1, all: 1, now: 0)
        plan.found(1, bytes: 20, seen: 1, all: 1, now: 1)
        #expect(plan.due(among: [1, 2, 3], now: 2) == [3])
        #expect(plan.due(among: [1, 2, 3], now: 1 + MemorySamplePlan.interval) == [3, 2, 1])
        #expect(plan.bytes(of: 2) == 10)
        // Who is gone is forgotten, also when the id comes back.
        #expect(plan.due(among: [1], now: 3) == [])
        #expect(plan.bytes(of: 2) == nil)
        #expect(plan.due(among: [1, 2], now: 3) == [2])
    }

    /// However many sessions there are, a turn looks at a bounded number of processes, and each has its turn.
    @Test func aTurnIsBoundedAndEverybodyHasOne() {
        var plan = MemorySamplePlan()
        let live = Set(Int32(1)...Int32(1000))
        let members = Dictionary(uniqueKeysWithValues: live.map { ($0, Array(repeating: $0, count: Int($0 % 7))) })
        var seen: Set<Int32> = []
        var turns = 0.0
        while seen.count < live.count, turns < 100 {
            let turn = plan.turn(plan.due(among: live, now: turns / 100), members: members)
            #expect(turn.map(\.processes.count).reduce(0, +) <= MemorySamplePlan.processesPerTurn)
            for (session, processes) in turn {
                seen.insert(session)
                plan.found(session, bytes: 1, seen: processes.count, all: processes.count, now: turns / 100)
            }
            turns += 1
        }
        #expect(turns <= 20)
        #expect(plan.due(among: live, now: 1).isEmpty)
    }

    @Test func aSessionOfManyProcessesIsJudgedByAFew() throws {
        var plan = MemorySamplePlan()
        let crowd = Array(repeating: Int32(9), count: 10_000)
        let turn = plan.turn([1, 2], members: [1: crowd, 2: [2]])
        #expect(turn.map(\.session) == [1], "there is no room for the second")
        let looked = try #require(turn.first?.processes.count)
        #expect(looked == MemorySamplePlan.processesPerTurn)
        plan.found(1, bytes: looked * 100, seen: looked, all: crowd.count, now: 0)
        #expect(plan.bytes(of: 1) == 1_000_000)
    }

    @Test func limitsOfControlGroups() {
        #expect(
            MemoryLimit.paths("0::/a/b\n") == [
                "/sys/fs/cgroup/a/b/memory.max", "/sys/fs/cgroup/a/memory.max", "/sys/fs/cgroup/memory.max",
            ])
        #expect(
            MemoryLimit.paths("5:cpu,cpuacct:/x\n4:memory:/x\n0::/\n") == [
                "/sys/fs/cgroup/memory/x/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.limit_in_bytes",
                "/sys/fs/cgroup/memory.max",
            ])
        #expect(
            MemoryLimit.paths("0::/../../etc\nnonsense\n") == [
                "/sys/fs/cgroup/etc/memory.max", "/sys/fs/cgroup/memory.max",
            ])
        #expect(MemoryLimit.limit("536870912\n") == 536_870_912)
        #expect(MemoryLimit.limit("max\n") == nil)
        #expect(MemoryLimit.limit("9223372036854771712\n") == nil)
        #expect(MemoryLimit.total("MemTotal:       16314312 kB\nMemFree: 1 kB\n") == 16_314_312 * 1024)
        #expect(MemoryLimit.total("MemFree: 1 kB\n") == nil)
        #expect((MemoryLimit.current() ?? 0) > 10_000_000)
    }
}
