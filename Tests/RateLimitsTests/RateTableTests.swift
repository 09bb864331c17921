import RateLimits
import Testing

private let second: Int64 = 1_000_000_000

@Suite struct RateTableTests {
    @Test func eachHasABucket() {
        var table = RateTable<Int>(rate: Rate(perSecond: 1, burst: 2), capacity: 10, now: 0)
        for key in 0..<5 {
            #expect(table.take(by: key, now: 0) == .taken)
            #expect(table.take(by: key, now: 0) == .taken)
            #expect(table.take(by: key, now: 0) != .taken)
        }
        #expect(table.count == 5)
    }

    /// Whoever has many addresses cannot make the table forget what one of them has used up.
    @Test func nobodyIsForgottenWhoHasUsedSomethingUp() {
        var table = RateTable<Int>(rate: Rate(perSecond: 1, burst: 3), capacity: 100, now: 0)
        for _ in 0..<3 { #expect(table.take(by: -1, now: 0) == .taken) }
        for key in 0..<100_000 { _ = table.take(by: key, now: 0) }
        #expect(table.count == 100)
        #expect(table.take(by: -1, now: 0) != .taken)
    }

    @Test func thoseWithoutAPlaceShareOne() {
        var table = RateTable<Int>(rate: Rate(perSecond: 1, burst: 3), capacity: 4, now: 0)
        for key in 0..<4 { #expect(table.take(by: key, now: 0) == .taken) }
        #expect((10..<20).filter { table.take(by: $0, now: 0) == .taken }.count == 3)
        // Whoever has a place is not affected.
        #expect(table.take(by: 0, now: 0) == .taken)
    }

    @Test func whoIsFullAgainMakesPlace() {
        var table = RateTable<Int>(rate: Rate(perSecond: 1, burst: 3), capacity: 4, now: 0)
        for key in 0..<4 { #expect(table.take(by: key, now: 0) == .taken) }
        for key in 10..<14 {
            for _ in 0..<3 { #expect(table.take(by: key, now: second) == .taken) }
        }
        #expect(table.count == 4)
    }

    @Test func withoutALimitNothingIsKept() {
        var table = RateTable<Int>(rate: .unlimited, capacity: 4, now: 0)
        for key in 0..<1000 { #expect(table.take(by: key, now: 0) == .taken) }
        #expect(table.count == 0)
    }
}
