import TestKit
import Testing

@testable import Workspaces

@Suite struct QuotaLedgerTests {
    private typealias Amount = QuotaLedger.Amount
    private static let second: Int64 = 1_000_000_000

    private func ledger(bytes: Int = 1000, files: Int = 10) -> QuotaLedger {
        var limits = WorkspaceLimits()
        limits.workspaceBytes = bytes
        limits.files = files
        return QuotaLedger(limits: limits, now: 0)
    }

    @Test func whatIsPromisedIsTaken() {
        var ledger = ledger()
        #expect(ledger.promise(Amount(bytes: 600, files: 1)) == nil)
        #expect(ledger.promise(Amount(bytes: 401, files: 1)) == .quota(.workspace, used: 600, limit: 1000))
        #expect(ledger.promise(Amount(bytes: 400, files: 1)) == nil)
        ledger.release(Amount(bytes: 600, files: 1))
        #expect(ledger.promise(Amount(bytes: 601, files: 1)) == .quota(.workspace, used: 400, limit: 1000))
        #expect(ledger.used == Amount())
    }

    @Test func filesCountToo() {
        var ledger = ledger(files: 2)
        #expect(ledger.promise(Amount(bytes: 0, files: 2)) == nil)
        #expect(ledger.promise(Amount(bytes: 0, files: 1)) == .quota(.files, used: 2, limit: 2))
        // More room for a file that has its place.
        #expect(ledger.promise(Amount(bytes: 5, files: 0)) == nil)
    }

    @Test func figuresOfAnySizeDoNotOverflow() {
        var ledger = ledger()
        #expect(ledger.promise(Amount(bytes: .max, files: 1)) == .quota(.workspace, used: 0, limit: 1000))
        var found = TreeUsage()
        found.bytes = 1 << 60
        #expect((ledger.beginWalk()) == true)
        ledger.endWalk(found, began: 0)
        #expect(ledger.promise(Amount(bytes: 1, files: 0)) == .quota(.workspace, used: 1 << 60, limit: 1000))
        #expect(ledger.promise(Amount(bytes: .max, files: 0)) != nil)
        #expect(ledger.promise(Amount(bytes: 0, files: 1)) == nil)
    }

    /// Two files without contents can have a sum that is no number.
    @Test func sumsEndAtTheGreatestNumber() {
        var ledger = ledger()
        var found = TreeUsage()
        found.bytes = .max
        #expect((ledger.beginWalk()) == true)
        ledger.endWalk(found, began: 0)
        for _ in 0..<2 {
            _ = ledger.promise(Amount(bytes: 0, files: 1))
            ledger.keep(Amount(bytes: 0, files: 1), replacing: Amount(bytes: .max, files: 1))
            ledger.remove(Amount(bytes: .max, files: 0))
        }
        #expect(ledger.used == Amount(bytes: 0, files: 0))
        #expect(Int.max.addingClamped(1) == .max && Int.min.addingClamped(-1) == .min)
        #expect(0.subtractingClamped(.min) == .max && Int.min.subtractingClamped(1) == .min)
        #expect(2.addingClamped(-3) == -1 && 2.subtractingClamped(3) == -1)
    }

    @Test func betweenTwoWalksThroughALargeTreeThereIsARest() {
        var ledger = ledger()
        var found = TreeUsage()
        found.files = 100_000
        #expect((ledger.beginWalk()) == true)
        ledger.endWalk(found, began: 0, ended: Self.second)
        ledger.expire()
        let rest = 100_000 * QuotaLedger.restPerEntry
        #expect(!ledger.needsWalk(now: Self.second + rest - 1))
        #expect(ledger.needsWalk(now: Self.second + rest))
        // A small one is walked through whenever somebody has to know.
        found.files = QuotaLedger.entriesWithoutRest
        #expect((ledger.beginWalk()) == true)
        ledger.endWalk(found, began: 0, ended: 100 * Self.second)
        ledger.expire()
        #expect(ledger.needsWalk(now: 100 * Self.second))
    }

    @Test func whatIsTakenAwayIsFree() {
        var ledger = ledger()
        _ = ledger.promise(Amount(bytes: 900, files: 1))
        ledger.keep(Amount(bytes: 900, files: 1))
        #expect(ledger.promise(Amount(bytes: 200, files: 1)) != nil)
        ledger.remove(Amount(bytes: 900, files: 1))
        #expect(ledger.promise(Amount(bytes: 200, files: 1)) == nil)
        #expect(ledger.used == Amount())
    }

    @Test func whatReplacesSomethingTakesTheDifference() {
        var ledger = ledger()
        #expect(ledger.promise(Amount(bytes: 500, files: 1)) == nil)
        ledger.keep(Amount(bytes: 500, files: 1), replacing: Amount())
        #expect(ledger.promise(Amount(bytes: 300, files: 1)) == nil)
        ledger.keep(Amount(bytes: 300, files: 1), replacing: Amount(bytes: 500, files: 1))
        #expect(ledger.used == Amount(bytes: 300, files: 1))
    }

    @Test func walksAreOneAtATimeAndWhatChangesMeanwhileIsNotLost() {
        var ledger = ledger()
        #expect(!ledger.needsWalk(now: QuotaLedger.maximumAge - 1))
        #expect(ledger.needsWalk(now: QuotaLedger.maximumAge))
        #expect(ledger.beginWalk() && !ledger.beginWalk())
        #expect(!ledger.needsWalk(now: .max))
        _ = ledger.promise(Amount(bytes: 100, files: 1))
        ledger.keep(Amount(bytes: 100, files: 1), replacing: Amount())
        var found = TreeUsage()
        (found.bytes, found.files, found.directories) = (700, 2, 1)
        ledger.endWalk(found, began: 20 * Self.second)
        #expect(ledger.used == Amount(bytes: 800, files: 4))
        // The next one knows better.
        #expect((ledger.beginWalk()) == true)
        ledger.endWalk(found, began: 40 * Self.second)
        #expect(ledger.used == Amount(bytes: 700, files: 3))
        ledger.expire()
        #expect(ledger.needsWalk(now: 40 * Self.second, maximumAge: QuotaLedger.maximumAge))
    }

    @Test func warnsOnceAtNineTenths() {
        var ledger = ledger()
        func grow(_ bytes: Int) -> Bool {
            _ = ledger.promise(Amount(bytes: bytes, files: 1))
            ledger.keep(Amount(bytes: bytes, files: 1), replacing: Amount())
            return ledger.takeWarning()
        }
        #expect(!grow(899))
        #expect(grow(1))
        #expect(!grow(10))
        func shrink(to bytes: Int) -> Bool {
            var found = TreeUsage()
            found.bytes = bytes
            _ = ledger.beginWalk()
            ledger.endWalk(found, began: 0)
            return ledger.takeWarning()
        }
        #expect(!shrink(to: 850))
        #expect(!shrink(to: 950))
        #expect(!shrink(to: 100))
        #expect(shrink(to: 950))
    }

    @Test func noOrderOfEventsPromisesMoreThanThereIs() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<300 {
            var ledger = ledger(bytes: 1000, files: 1000)
            var open: [Amount] = []
            var kept = 0
            for _ in 0..<60 {
                switch Int.random(in: 0...3, using: &random) {
                case 0, 1:
                    let amount = Amount(bytes: .random(in: 0...400, using: &random), files: 1)
                    if ledger.promise(amount) == nil { open.append(amount) }
                case 2:
                    if let amount = open.popLast() {
                        ledger.keep(amount, replacing: Amount())
                        kept += amount.bytes
                    }
                default:
                    if let amount = open.popLast() { ledger.release(amount) }
                }
                #expect(kept + open.reduce(0) { $0 + $1.bytes } <= 1000)
                #expect(ledger.used.bytes == kept)
            }
        }
    }
}
