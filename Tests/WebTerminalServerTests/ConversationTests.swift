import Authentication
import Sessions
import TerminalProtocol
import Testing

@testable import WebTerminalServer

/// What a client may say when.
@Suite struct ConversationTests {
    private let alice = Principal.user(Identity(userID: "alice", expiresAt: 4_000_000_000))
    private let onlooker = Principal.user(Identity(userID: "alice", role: .viewer, expiresAt: 4_000_000_000))

    private let link = Principal.share(
        SharePass(id: "link", sessionID: .random(), mode: .view, expiresAt: 4_000_000_000))

    private func size() throws -> TerminalSize { try #require(TerminalSize(cols: 80, rows: 24)) }

    private func everyMessage() throws -> [ClientMessage] {
        let size = try size()
        return [
            .authenticate(token: "t"), .create(CreateRequest(size: size)),
            .attach(AttachRequest(sessionID: "s", size: size)), .input(data: "x"), .resize(size), .ack(offset: 1),
            .appearance(TerminalAppearance()), .repaint,
            .signal(.interrupt), .ping(timestamp: 1), .detach, .close,
        ]
    }

    private func isRefused(_ step: Conversation.Step, _ code: ErrorCode) -> Bool {
        if case .refuse(let error) = step { error.code == code } else { false }
    }

    @Test func withoutATokenOnlyATokenIsHeard() throws {
        for message in try everyMessage() {
            var conversation = Conversation(principal: nil)
            let step = conversation.receive(message)
            if case .authenticate(let token) = message {
                #expect(step == .authenticate(token: token))
                continue
            }
            guard case .close(let error, .authenticationFailed) = step else {
                Issue.record("\(message) was answered with \(step)")
                continue
            }
            #expect(error.code == .unauthorized)
        }
        let conversation = Conversation(principal: nil)
        guard case .close(_, .authenticationFailed)? = conversation.receiveBytes(),
            case .close(_, .policyViolation) = conversation.receive(ErrorBody(.invalidRequest, "no JSON"))
        else {
            Issue.record("a stranger's bytes or garbage did not end the conversation")
            return
        }
    }

    @Test func unattachedOnlyOpeningMakesSense() throws {
        for message in try everyMessage() {
            var conversation = Conversation(principal: alice)
            let step = conversation.receive(message)
            switch message {
            // An acknowledgement may have been on its way when the session ended.
            case .authenticate, .create, .attach, .ping, .ack: #expect(!isRefused(step, .conflict))
            default: #expect(isRefused(step, .conflict), "\(message)")
            }
        }
        let bytes = try #require(Conversation(principal: alice).receiveBytes())
        #expect(isRefused(bytes, .conflict))
    }

    @Test func whoControlsMayDoEverythingButOpenAnother() throws {
        for message in try everyMessage() {
            var conversation = Conversation(principal: alice)
            conversation.attached(.control)
            #expect(conversation.receiveBytes() == nil)
            let step = conversation.receive(message)
            switch message {
            case .create, .attach: #expect(isRefused(step, .conflict))
            default: #expect(!isRefused(step, .conflict) && !isRefused(step, .forbidden), "\(message)")
            }
        }
    }

    @Test func whoLooksOnChangesNothing() throws {
        for message in try everyMessage() {
            var conversation = Conversation(principal: alice)
            conversation.attached(.view)
            let step = conversation.receive(message)
            switch message {
            case .input, .resize, .appearance, .signal, .close: #expect(isRefused(step, .forbidden), "\(message)")
            case .create, .attach: #expect(isRefused(step, .conflict))
            default: #expect(!isRefused(step, .forbidden), "\(message)")
            }
        }
        var conversation = Conversation(principal: alice)
        conversation.attached(.view)
        #expect(isRefused(try #require(conversation.receiveBytes()), .forbidden))
    }

    @Test func onlyAUserWhoIsNoViewerMakesSessions() throws {
        for principal in [onlooker, link] {
            var conversation = Conversation(principal: principal)
            #expect(isRefused(conversation.receive(.create(CreateRequest(size: try size()))), .forbidden))
            // Which of the sessions that there are may be attached to is for `SessionAccess` to say.
            let view = AttachRequest(sessionID: "s", size: try size(), mode: .view)
            #expect(conversation.receive(.attach(view)) == .attach(view))
        }
    }

    @Test func aLinkAndAUserDoNotTakeEachOthersPlace() {
        for (first, second) in [(alice, link), (link, alice)] {
            var conversation = Conversation(principal: first)
            guard case .close(_, .forbidden)? = conversation.authenticated(second) else {
                Issue.record("\(second) took the place of \(first)")
                return
            }
        }
    }

    @Test func aTokenIsRenewedByTheSameUserOnly() {
        for attached in [false, true] {
            var conversation = Conversation(principal: alice)
            if attached { conversation.attached(.control) }
            let renewed = Principal.user(Identity(userID: "alice", expiresAt: 5_000_000_000))
            #expect(conversation.authenticated(renewed) == nil)
            #expect(conversation.principal == renewed)
            let other = Principal.user(Identity(userID: "bob", expiresAt: 1))
            guard case .close(_, .forbidden)? = conversation.authenticated(other) else {
                Issue.record("another user took the conversation over")
                return
            }
        }
    }

    @Test func aTokenThatMayOnlyLookOnEndsControl() {
        var conversation = Conversation(principal: alice)
        conversation.attached(.control)
        guard case .close(_, .forbidden)? = conversation.authenticated(onlooker) else {
            Issue.record("a viewer's token kept control")
            return
        }
    }

    @Test func garbageFromAKnownClientIsAnsweredAndForgiven() {
        let error = ErrorBody(.invalidRequest, "no JSON")
        #expect(Conversation(principal: alice).receive(error) == .refuse(error))
    }

    @Test func ofNewsOnlyTheNewestIsKept() {
        var news = LatestNews()
        for count in 1...1000 { news.keep(.viewers(count: count)) }
        news.keep(.resized(cols: 1, rows: 1))
        news.keep(.resized(cols: 2, rows: 2))
        #expect(news.take() == [.viewers(count: 1000), .resized(cols: 2, rows: 2)])
        #expect(news.take().isEmpty)
    }

    @Test func newsOfASessionThatWasLeftAreForgotten() {
        var news = LatestNews()
        news.keep(.cwdChanged(path: "/"))
        news.keep(.warning(.tokenExpiring(seconds: 60)))
        news.keep(.viewers(count: 2))
        news.leaveSession()
        #expect(news.take() == [.warning(.tokenExpiring(seconds: 60))])
    }

    @Test func ofOffersTheLastFewAreKept() {
        var news = LatestNews()
        func offer(_ number: Int, bytes: Int = 1) -> ServerMessage {
            .downloadOffered(path: "\(number)", name: "\(number)", bytes: bytes)
        }
        news.keep(.viewers(count: 1))
        for number in 1...1000 { news.keep(offer(number)) }
        news.keep(offer(995, bytes: 2))
        let kept = (993...1000).filter { $0 != 995 }.map { offer($0) } + [offer(995, bytes: 2)]
        #expect(news.take() == [.viewers(count: 1)] + kept)
    }
}
