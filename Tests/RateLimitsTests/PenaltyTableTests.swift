import RateLimits
import Testing

private let second: Int64 = 1_000_000_000

@Suite struct PenaltyTableTests {
    private static let rules = PenaltyRules(seconds: 5, thresholdSeconds: 15, maximumSeconds: 600)
    private static let home = SourceNetwork.ipv4(1)

    private func table(capacity: Int = 100) -> PenaltyTable { PenaltyTable(rules: Self.rules, capacity: capacity) }

    /// Fails until the address is shut out; for how long that is.
    private func shutOut(_ table: inout PenaltyTable, now: Int64) -> (failures: Int, seconds: Double) {
        for failures in 1...1000 {
            table.fail(Self.home, now: now)
            if let told = table.refusal(of: Self.home, now: now) { return (failures, told.retryAfterSeconds) }
        }
        return (0, 0)
    }

    @Test func someFailuresAreForgiven() throws {
        var table = table()
        for _ in 0..<3 {
            table.fail(Self.home, now: 0)
            #expect(table.refusal(of: Self.home, now: 0) == nil)
        }
        table.fail(Self.home, now: 0)
        let refusal = table.refusal(of: Self.home, now: 0)
        let told = try #require(refusal)
        #expect(told.retryAfterSeconds == 20 && told.isFirst)
        #expect(table.refusal(of: Self.home, now: 0)?.isFirst == false)
        #expect(table.refusal(of: .ipv4(2), now: 0) == nil)
    }

    @Test func whoFailsSlowlyIsNeverShutOut() {
        var table = table()
        for failure in 0..<1000 {
            table.fail(Self.home, now: Int64(failure) * 5 * second)
            #expect(table.refusal(of: Self.home, now: Int64(failure) * 5 * second) == nil)
        }
    }

    @Test func timeTakesItAway() {
        var table = table()
        _ = shutOut(&table, now: 0)
        #expect(table.refusal(of: Self.home, now: 20 * second - 1) != nil)
        #expect(table.refusal(of: Self.home, now: 20 * second) == nil)
    }

    @Test func itGrowsWithEachTimeUpToTheMost() {
        var table = table()
        var now: Int64 = 0
        var lengths: [Double] = []
        for _ in 0..<12 {
            let (_, seconds) = shutOut(&table, now: now)
            lengths.append(seconds)
            now += Int64(seconds * 1e9)
            #expect(table.refusal(of: Self.home, now: now) == nil)
        }
        #expect(lengths[0] == 20 && lengths[1] == 20 && lengths[2] == 20 && lengths[3] == 40)
        #expect(lengths == lengths.sorted() && lengths.last == 600)
    }

    @Test func goodBehaviourMakesItSmallAgain() {
        var table = table()
        var now: Int64 = 0
        for _ in 0..<12 { now += Int64(shutOut(&table, now: now).seconds * 1e9) }
        now += 600 * 20 * second
        let (failures, seconds) = shutOut(&table, now: now)
        #expect(failures == 4 && seconds == 20)
    }

    /// Whoever has many addresses cannot make the table forget what one of them owes, nor those of the other kind.
    @Test func nobodyIsForgottenWhoOwes() {
        var table = table()
        _ = shutOut(&table, now: 0)
        for network in 0..<100_000 {
            table.fail(.ipv6(UInt64(network)), now: 0)
            table.fail(.ipv4(UInt32(network) + 10), now: 0)
        }
        #expect(table.refusal(of: Self.home, now: 0) != nil)
        #expect(table.count == 200)
    }

    @Test func ipv6DoesNotCrowdOutIPv4() {
        var table = table(capacity: 10)
        for network in 0..<1000 { table.fail(.ipv6(UInt64(network)), now: 0) }
        #expect(shutOut(&table, now: 0).failures == 4)
    }

    @Test func theDoneMakePlace() {
        var table = table(capacity: 10)
        for network in 0..<10 { table.fail(.ipv4(UInt32(network) + 100), now: 0) }
        #expect(shutOut(&table, now: 10 * second).failures == 4)
        #expect(table.count == 10)
    }

    @Test func milderRulesHoldAtOnce() {
        var table = table()
        for _ in 0..<1000 { table.fail(Self.home, now: 0) }
        table.rules.maximumSeconds = 30
        #expect(table.refusal(of: Self.home, now: 0)?.retryAfterSeconds == 30)
        table.rules = .off
        #expect(table.refusal(of: Self.home, now: 0) == nil)
        table.fail(Self.home, now: 0)
    }

    @Test func networksAreWhatOneCustomerHas() {
        #expect(SourceNetwork(bytes: [192, 0, 2, 1]) == .ipv4(0xC000_0201))
        let prefix: [UInt8] = [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 1]
        #expect(SourceNetwork(bytes: prefix + [0, 0, 0, 0, 0, 0, 0, 1]) == .ipv6(0x2001_0DB8_0000_0001))
        #expect(
            SourceNetwork(bytes: prefix + [0, 0, 0, 0, 0, 0, 0, 1])
                == SourceNetwork(bytes: prefix + [9, 9, 9, 9, 9, 9, 9, 9]))
        #expect(SourceNetwork(bytes: [1, 2, 3]) == nil)
    }
}
