import TestKit
import Testing

@testable import PseudoTerminal

@Suite struct ReadingPlaceTests {
    @Test func quietTerminalIsReadOnItsLoop() {
        var place = ReadingPlace()
        #expect(place.start() == true)
        #expect(place.start() == false)
        #expect(place.loopOpened() == .askLoop)
        #expect(place.loopRead(moving: false) == .askLoop)
        #expect(place.state == .loop(asked: true))
        #expect(!place.isPollersTurn)
    }

    @Test func floodMovesAsideBetweenTwoReadsAndComesBack() {
        var place = opened()
        #expect(place.loopRead(moving: true) == .wakePoller)
        #expect(place.state == .aside(channel: true))
        #expect(place.isPollersTurn)
        #expect(place.calmed() == .askLoop)
        #expect(!place.isPollersTurn)
    }

    @Test func pausedTerminalStaysAside() {
        var place = opened()
        _ = place.loopRead(moving: true)
        #expect(place.pause() == .wakePoller)
        #expect(!place.isPollersTurn)
        #expect(place.calmed() == .none)
        #expect(place.resume() == .wakePoller)
        #expect(place.isPollersTurn)
    }

    @Test func pauseTakesBackTheReadUnlessResumedMeanwhile() {
        var place = opened()
        #expect(place.pause() == .cancelLoop)
        #expect(place.pause() == .none)
        #expect(place.resume() == .none)
        #expect(place.cancelLoopRead() == false)
        #expect(place.pause() == .cancelLoop)
        #expect(place.cancelLoopRead() == true)
        #expect(place.resume() == .askLoop)
    }

    @Test func pausedBeforeTheChannelIsThere() {
        var place = ReadingPlace()
        _ = place.start()
        #expect(place.pause() == .none)
        #expect(place.loopOpened() == .none)
        #expect(place.resume() == .askLoop)
    }

    @Test func endWaitsForTheLoopToLetGo() {
        var place = opened()
        _ = place.pause()
        #expect(place.processEnded() == .closeLoop)
        #expect(!place.isPollersTurn)
        #expect(place.loopLost() == .wakePoller)
        #expect(place.state == .draining)
        #expect(place.isPollersTurn, "what is left is read although output is paused")
    }

    @Test func neverStarted() {
        var place = ReadingPlace()
        #expect(!place.isWatched)
        #expect(place.abandon() == .wakePoller)
        #expect(place.isWatched)
        #expect(place.start() == false)
        #expect(place.processEnded() == .wakePoller)
        #expect(place.state == .draining)
    }

    @Test func lostLoopLeavesTheTerminalWithThePoller() {
        var place = opened()
        #expect(place.loopLost() == .wakePoller)
        #expect(place.state == .aside(channel: false))
        #expect(place.calmed() == .none)
        #expect(place.processEnded() == .wakePoller)
    }

    /// A model of both readers, driven at random: never may both be able to read, and a terminal that is neither
    /// paused nor ended always has a reader.
    @Test(arguments: 0..<200 as Range<UInt64>) func oneReaderAtATime(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var place = opened()
        var model = Readers(channelAsked: true)
        for _ in 0..<500 {
            model.step(&place, &random)
            #expect(!(model.channelAsked && place.isPollersTurn), "two readers in \(place)")
            if case .finished = place.state { break }
            let hasReader = model.channelAsked || place.isPollersTurn || model.closing
            #expect(hasReader || place.isPaused, "nobody reads in \(place)")
        }
    }

    private func opened() -> ReadingPlace {
        var place = ReadingPlace()
        _ = place.start()
        _ = place.loopOpened()
        return place
    }
}

/// What the event loop does with the actions; hops to it are delayed at random.
private struct Readers {
    var channelAsked: Bool
    var closing = false
    private var cancels = 0

    init(channelAsked: Bool) { self.channelAsked = channelAsked }

    mutating func step(_ place: inout ReadingPlace, _ random: inout SeededRandom) {
        switch random.next() % 9 {
        case 0: perform(place.pause())
        case 1: perform(place.resume())
        case 2, 3: if channelAsked { read(&place, moving: random.next() % 3 == 0) }
        case 4: perform(place.calmed())
        case 5: if random.next() % 20 == 0 { perform(place.processEnded()) }
        case 6: if closing { lose(&place) }
        case 7: if random.next() % 40 == 0 { lose(&place) }
        default: if cancels > 0 { cancel(&place) }
        }
    }

    private mutating func read(_ place: inout ReadingPlace, moving: Bool) {
        channelAsked = false
        perform(place.loopRead(moving: moving))
    }

    private mutating func cancel(_ place: inout ReadingPlace) {
        cancels -= 1
        if place.cancelLoopRead() { channelAsked = false }
    }

    private mutating func lose(_ place: inout ReadingPlace) {
        channelAsked = false
        closing = false
        perform(place.loopLost())
        if place.state == .draining { place.drained() }
    }

    private mutating func perform(_ action: ReadingPlace.Action) {
        switch action {
        case .none, .wakePoller: break
        case .askLoop: channelAsked = true
        case .cancelLoop: cancels += 1
        case .closeLoop:
            // Closing forgets a read that is asked for.
            closing = true
            channelAsked = false
        }
    }
}
