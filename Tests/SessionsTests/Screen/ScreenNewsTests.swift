import Testing

@testable import Sessions

@Suite struct ScreenNewsTests {
    private let interval = ScreenNews.interval

    @Test func theFirstIsToldAtOnceAndOfManyTheLast() {
        var news = ScreenNews()
        #expect(news.add(ScreenEffects(title: "a"), now: 0) == .tell(ScreenEffects(title: "a")))
        #expect(news.add(ScreenEffects(title: "b"), now: 10) == .wait(interval - 10))
        #expect(news.add(ScreenEffects(title: "c", hasRung: true), now: 20) == .nothing)
        #expect(news.add(ScreenEffects(hasRung: true), now: 30) == .nothing)
        #expect(news.waited(now: interval) == .tell(ScreenEffects(title: "c", hasRung: true)))
        #expect(news.title == "c")
    }

    @Test func whatIsSaidAgainIsNoNews() {
        var news = ScreenNews()
        _ = news.add(ScreenEffects(title: "a"), now: 0)
        #expect(news.add(ScreenEffects(title: "a"), now: 2 * interval) == .nothing)
        #expect(news.add(ScreenEffects(title: "b"), now: interval / 2) == .wait(interval / 2))
        #expect(news.add(ScreenEffects(title: "a"), now: interval / 2) == .nothing)
        #expect(news.waited(now: interval) == .nothing)
        #expect(news.add(ScreenEffects(title: "b"), now: interval) == .tell(ScreenEffects(title: "b")))
    }

    @Test func aRestIsOver() {
        var news = ScreenNews()
        #expect(news.add(ScreenEffects(hasRung: true), now: 0) == .tell(ScreenEffects(hasRung: true)))
        #expect(news.add(ScreenEffects(hasRung: true), now: interval) == .tell(ScreenEffects(hasRung: true)))
        #expect(news.add(ScreenEffects(), now: 3 * interval) == .nothing)
    }
}
