import TerminalProtocol
import Testing

@testable import Sessions

@Suite struct SizeTimelineTests {
    private func size(_ cols: Int) throws -> TerminalSize { try #require(TerminalSize(cols: cols, rows: 24)) }

    @Test func aReaderGetsEachChangeInItsPlace() throws {
        var sizes = SizeTimeline(try size(80))
        sizes.change(to: try size(100), at: 10)
        sizes.change(to: try size(100), at: 11)
        sizes.change(to: try size(90), at: 20)
        #expect(sizes.count == 2)
        #expect(sizes.next(after: 0)?.offset == 10)
        #expect(sizes.next(after: 1)?.size.cols == 90)
        #expect(sizes.next(after: 2) == nil)
    }

    @Test func whoBeginsSomewhereHasTheSizeOfThatPlace() throws {
        var sizes = SizeTimeline(try size(80))
        #expect(sizes.position(at: 0).number == 0)
        sizes.change(to: try size(100), at: 10)
        sizes.change(to: try size(90), at: 20)
        for (offset, cols, number) in [(9, 80, 0), (10, 100, 1), (19, 100, 1), (20, 90, 2), (99, 90, 2)] {
            let position = sizes.position(at: UInt64(offset))
            #expect(position.size.cols == cols && position.number == UInt64(number))
        }
    }

    @Test func whatIsForgottenIsNotMissed() throws {
        var sizes = SizeTimeline(try size(80))
        sizes.change(to: try size(100), at: 10)
        sizes.change(to: try size(90), at: 20)
        sizes.forget(below: 15)
        #expect(sizes.position(at: 16).size.cols == 100)
        #expect(sizes.position(at: 16).number == 1)
        #expect(sizes.next(after: 0)?.number == 2)
        sizes.forget(below: 30)
        #expect(sizes.position(at: 30).size.cols == 90)
        #expect(sizes.position(at: 30).number == 2)
        #expect(sizes.next(after: 2) == nil)
    }

    @Test func aFloodOfChangesIsBoundedAndEndsWithTheNewest() throws {
        var sizes = SizeTimeline(try size(80))
        for index in 1...1000 { sizes.change(to: try size(2 + index % 400), at: UInt64(index)) }
        var number: UInt64 = 0
        var last: TerminalSize?
        var taken = 0
        while let mark = sizes.next(after: number) {
            number = mark.number
            last = mark.size
            taken += 1
        }
        #expect(taken == SizeTimeline.maximumMarks)
        #expect(last == sizes.current)
    }
}
