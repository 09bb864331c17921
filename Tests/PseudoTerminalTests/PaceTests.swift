import TestKit
import Testing

@testable import PseudoTerminal

private func moment(milliseconds: UInt64) -> MonotonicTime { MonotonicTime(nanoseconds: milliseconds * 1_000_000) }

@Suite struct BusyDetectorTests {
    @Test func floodOfFullReads() {
        var detector = BusyDetector()
        let answers = (0..<9).map { detector.noteRead(bytes: 4095, now: moment(milliseconds: 100 + $0 / 2)) }
        #expect(answers.firstIndex(of: true) == 8, "32 KiB are nine reads of 4,095 bytes")
    }

    @Test func manySmallReads() {
        var detector = BusyDetector()
        let answers = (0...BusyDetector.readsPerWindow).map { _ in
            detector.noteRead(bytes: 1, now: moment(milliseconds: 5))
        }
        #expect(answers.firstIndex(of: true) == BusyDetector.readsPerWindow)
    }

    @Test func typingAndSlowOutputStay() {
        var detector = BusyDetector()
        for index in 0..<10_000 as Range<UInt64> {
            #expect(detector.noteRead(bytes: 4095, now: moment(milliseconds: index * 2)) == false)
        }
    }

    @Test func countsAnewAfterAFlood() {
        var detector = BusyDetector()
        #expect(detector.noteRead(bytes: 1 << 20, now: moment(milliseconds: 1)) == true)
        #expect(detector.noteRead(bytes: 1, now: moment(milliseconds: 1)) == false)
    }

    @Test func calmAfterAWholeQuietWindow() {
        var quiet = QuietDetector(now: moment(milliseconds: 0))
        quiet.noteRead(bytes: QuietDetector.bytesPerWindow + 1)
        #expect(quiet.isQuiet(now: moment(milliseconds: 99), strictly: false) == false)
        #expect(quiet.isQuiet(now: moment(milliseconds: 100), strictly: false) == false)
        quiet.noteRead(bytes: 10)
        #expect(quiet.isQuiet(now: moment(milliseconds: 199), strictly: false) == false)
        #expect(quiet.isQuiet(now: moment(milliseconds: 200), strictly: false) == true)
    }

    @Test func limitedTerminalIsCalmOnlyWhenSilent() {
        var quiet = QuietDetector(now: moment(milliseconds: 0))
        quiet.noteRead(bytes: 1)
        #expect(quiet.isQuiet(now: moment(milliseconds: 100), strictly: true) == false)
        #expect(quiet.isQuiet(now: moment(milliseconds: 200), strictly: true) == true)
    }
}

@Suite struct TokenBucketTests {
    /// Reads whenever the bucket allows, as the poller does, and checks the rate over ten seconds.
    @Test(arguments: [1, 100, 4096, 50_000, 1_000_000, 80_000_000], [1, 4095, 32 * 1024])
    func holdsTheRate(rate: Int, batch: Int) {
        var now = moment(milliseconds: 1_000)
        let end = now.advanced(by: .seconds(10))
        var bucket = TokenBucket(bytesPerSecond: rate, now: now)
        var total = 0
        var turns = 0
        while now < end, turns < 200_000 {
            turns += 1
            let allowed = bucket.available(now: now)
            if allowed > 0 {
                let read = min(allowed, batch)
                bucket.take(read, now: now)
                total += read
            } else {
                let ready = bucket.readyAt()
                #expect(ready > now)
                now = ready
            }
        }
        let seconds = Double(min(now, end).nanoseconds(since: moment(milliseconds: 1_000))) / 1e9
        let burst = max(TokenBucket.smallestBurst, Double(rate) / 10)
        #expect(Double(total) <= seconds * Double(rate) + burst + TokenBucket.quantum + 1)
        if turns < 200_000 { #expect(Double(total) >= seconds * Double(rate) * 0.99 - 2 * TokenBucket.quantum) }
    }

    @Test func readyMeansReady() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<2_000 {
            let now = moment(milliseconds: random.next() % 1_000_000)
            var bucket = TokenBucket(bytesPerSecond: Int.random(in: 1...200_000_000, using: &random), now: now)
            bucket.take(Int.random(in: 0...1_000_000, using: &random), now: now)
            let ready = bucket.readyAt()
            #expect(bucket.available(now: ready) > 0)
        }
    }

    @Test(arguments: [Int.min, -1, 0, Int.max]) func extremeRates(rate: Int) {
        var bucket = TokenBucket(bytesPerSecond: rate, now: moment(milliseconds: 0))
        #expect(bucket.bytesPerSecond >= 1)
        bucket.take(Int.max, now: moment(milliseconds: 1))
        _ = bucket.available(now: MonotonicTime(nanoseconds: .max))
        #expect(bucket.readyAt() >= moment(milliseconds: 0))
    }
}

@Suite struct DrainBudgetTests {
    @Test func endsByBytesAndByTime() {
        var budget = DrainBudget(now: moment(milliseconds: 0))
        #expect(budget.mayReadOn(afterBytes: DrainBudget.bytes - 1, now: moment(milliseconds: 1)) == true)
        #expect(budget.mayReadOn(afterBytes: 1, now: moment(milliseconds: 1)) == false)
        var other = DrainBudget(now: moment(milliseconds: 0))
        #expect(other.mayReadOn(afterBytes: 0, now: moment(milliseconds: 249)) == true)
        #expect(other.mayReadOn(afterBytes: 0, now: moment(milliseconds: 250)) == false)
    }
}

@Suite struct MonotonicTimeTests {
    @Test func saturates() {
        #expect(MonotonicTime(nanoseconds: .max).advanced(by: .seconds(1)).nanoseconds == .max)
        #expect(moment(milliseconds: 1).advanced(by: .seconds(-5)) == moment(milliseconds: 1))
        #expect(Duration.seconds(Int64.max).wholeNanoseconds == .max)
        #expect(moment(milliseconds: 1).nanoseconds(since: moment(milliseconds: 2)) == 0)
    }

    @Test func waitsAreRoundedUp() {
        #expect(MonotonicTime(nanoseconds: 1).pollTimeout(from: MonotonicTime(nanoseconds: 0)) == 1)
        #expect(moment(milliseconds: 3).pollTimeout(from: moment(milliseconds: 1)) == 2)
        #expect(MonotonicTime(nanoseconds: .max).pollTimeout(from: moment(milliseconds: 0)) == .max)
    }
}
