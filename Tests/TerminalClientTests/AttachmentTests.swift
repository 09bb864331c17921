import NIOCore
import TerminalProtocol
import Testing

@testable import TerminalClient

/// What happens over the life of an attachment, told as a story: events in, actions out.
@Suite struct AttachmentTests {
    /// An attachment, and the time that its story takes.
    final class Story {
        var attachment: TerminalClient.Attachment
        var now = 0.0

        init(_ change: (inout TerminalClient.Attachment.Wishes) -> Void = { _ in }) throws {
            var wishes = TerminalClient.Attachment.Wishes(
                sessionID: "S", size: try #require(TerminalSize(cols: 80, rows: 24)))
            change(&wishes)
            attachment = TerminalClient.Attachment(wishes, random: { 1 })
        }

        func hear(_ event: TerminalClient.Attachment.Event) -> [TerminalClient.Attachment.Action] {
            attachment.handle(event, now: now)
        }

        /// Up to the point where bytes go both ways.
        func begin(offset: UInt64 = 0, live: UInt64 = 0) {
            #expect(attachment.start() == [.connect])
            _ = hear(.connected)
            let notice = ServerNotice.attached(offset: offset, liveOffset: live, resumed: false, recording: false)
            #expect(hear(.notice(notice)) == [.begin])
        }

        func output(_ text: String) -> [TerminalClient.Attachment.Action] { hear(.output(ByteBuffer(string: text))) }
    }

    static func text(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }

    @Test func aSessionFromBeginningToEnd() throws {
        let story = try Story()
        #expect(story.attachment.start() == [.connect])
        let size = try #require(TerminalSize(cols: 80, rows: 24))
        #expect(
            story.hear(.connected) == [
                .send(.attach(AttachRequest(sessionID: "S", size: size, flowControl: .ack)))
            ])
        #expect(!story.attachment.takesInput)
        let notice = ServerNotice.attached(offset: 5, liveOffset: 7, resumed: false, recording: true)
        #expect(story.hear(.notice(notice)) == [.begin, .tell(.recorded)])
        #expect(story.attachment.takesInput)
        #expect(
            story.output("abcd") == [
                .show(Self.text("ab"), isReplay: true, offset: 7), .show(Self.text("cd"), isReplay: false, offset: 9),
            ])
        #expect(story.hear(.typed(Self.text("ls\r"))) == [.type(Self.text("ls\r"))])
        #expect(
            story.hear(.notice(.exited(code: 3, signal: nil))) == [.finish(.exited(code: 3, signal: nil))])
        #expect(story.hear(.closed(code: 1000, reason: "")) == [])
        #expect(story.hear(.typed(Self.text("x"))) == [])
    }

    @Test func bytesAreAcknowledgedWhenTheyAreShown() throws {
        let story = try Story()
        story.begin(offset: 1000, live: 1000)
        #expect(story.hear(.shown(offset: 1000 + 65_535)) == [])
        #expect(story.hear(.shown(offset: 1000 + 65_536)) == [.send(.ack(offset: 66_536))])
        #expect(story.hear(.shown(offset: 66_536 + 65_535)) == [])
        #expect(story.hear(.shown(offset: 300_000)) == [.send(.ack(offset: 300_000))])
    }

    @Test func keysThatLeave() throws {
        let story = try Story()
        story.begin()
        #expect(
            story.hear(.typed(Self.text("a\u{1D}b"))) == [.type(Self.text("a")), .send(.detach), .finish(.detached)])
    }

    @Test func aFileHasNoKeys() throws {
        let story = try Story { $0.inputIsTerminal = false }
        story.begin()
        #expect(story.hear(.typed(Self.text("a\u{1D}b"))) == [.type(Self.text("a\u{1D}b"))])
    }

    @Test func whoLooksOnTypesNothingAndStillLeaves() throws {
        let story = try Story { $0.mode = .view }
        story.begin()
        #expect(!story.attachment.takesInput)
        #expect(story.hear(.typed(Self.text("rm -rf /\r"))) == [])
        #expect(story.hear(.resized(try #require(TerminalSize(cols: 10, rows: 10)))) == [])
        #expect(story.hear(.typed(Self.text("\u{1D}"))) == [.send(.detach), .finish(.detached)])
    }

    @Test func sizes() throws {
        let story = try Story()
        let (small, large) = (
            try #require(TerminalSize(cols: 80, rows: 24)), try #require(TerminalSize(cols: 100, rows: 30))
        )
        story.begin()
        #expect(story.hear(.resized(small)) == [])
        #expect(story.hear(.resized(large)) == [.send(.resize(large))])
        // The next connection is made with the size of that time.
        _ = story.hear(.closed(code: nil, reason: ""))
        #expect(story.hear(.resized(small)) == [])
        _ = story.hear(.waited)
        #expect(
            story.hear(.connected) == [
                .send(.attach(AttachRequest(sessionID: "S", size: small, flowControl: .ack, offset: 0)))
            ])
    }

    @Test func aConnectionThatIsCutComesBackAtTheNextByte() throws {
        let story = try Story()
        story.begin()
        _ = story.output("0123456789")
        let actions = story.hear(.closed(code: nil, reason: ""))
        #expect(actions == [.tell(.connectionLost("\(ClientError.cutOff)")), .wait(milliseconds: 250)])
        // Keys lead nowhere now, but for those that leave.
        #expect(story.hear(.typed(Self.text("x"))) == [])
        #expect(story.hear(.waited) == [.connect])
        #expect(story.hear(.connectFailed(.unreachable("Connection refused"))) == [.wait(milliseconds: 500)])
        #expect(story.hear(.waited) == [.connect])
        let attach = story.hear(.connected)
        guard case .send(.attach(let request))? = attach.first else {
            Issue.record("\(attach)")
            return
        }
        #expect(request.offset == 10)
        let notice = ServerNotice.attached(offset: 10, liveOffset: 12, resumed: true, recording: false)
        #expect(story.hear(.notice(notice)) == [.tell(.reattached)])
        #expect(
            story.output("abc") == [
                .show(Self.text("ab"), isReplay: true, offset: 12), .show(Self.text("c"), isReplay: false, offset: 13),
            ])
    }

    @Test func whatIsMissingClearsAScreenAndIsToldToAFile() throws {
        for isTerminal in [true, false] {
            let story = try Story { $0.outputIsTerminal = isTerminal }
            story.begin()
            _ = story.output("0123456789")
            _ = story.hear(.closed(code: 1006, reason: ""))
            _ = story.hear(.waited)
            _ = story.hear(.connected)
            let notice = ServerNotice.attached(offset: 100, liveOffset: 100, resumed: false, recording: false)
            #expect(
                story.hear(.notice(notice)) == [.tell(.reattached), isTerminal ? .clear : .tell(.bytesMissing(90))])
            // What was on its way to the screen before is below that.
            #expect(story.hear(.shown(offset: 10)) == [])
        }
    }

    @Test func aSnapshotIsForScreens() throws {
        let screen = try Story()
        screen.begin()
        #expect(screen.hear(.notice(.snapshot(offset: 500, bytes: 2))) == [.clear])
        #expect(
            screen.output("XYa") == [
                .show(Self.text("XY"), isReplay: true, offset: nil),
                .show(Self.text("a"), isReplay: false, offset: 501),
            ])
        let file = try Story { $0.outputIsTerminal = false }
        file.begin()
        #expect(file.hear(.notice(.snapshot(offset: 500, bytes: 2))) == [.tell(.bytesMissing(500))])
        #expect(file.output("XYa") == [.show(Self.text("a"), isReplay: false, offset: 501)])
    }

    @Test func theFirstFailureIsFinal() throws {
        let errors: [ClientError] = [
            .unreachable("Connection refused"), .noAnswerInTime, .notHTTP,
            .refused(APIError(status: 401, code: "JWT_INVALID", message: "no")),
            .refused(APIError(status: 503, code: "UNAVAILABLE", message: "going")),
        ]
        for error in errors {
            let story = try Story()
            _ = story.attachment.start()
            #expect(story.hear(.connectFailed(error)) == [.finish(.failed(error))])
        }
    }

    @Test func aSessionThatIsNotThere() throws {
        let story = try Story()
        _ = story.attachment.start()
        _ = story.hear(.connected)
        let error = APIError(code: "SESSION_NOT_FOUND", message: "no such session")
        #expect(story.hear(.notice(.error(error))) == [.finish(.failed(.refused(error)))])
    }

    @Test func anErrorInTheMiddleIsToldAndNoMore() throws {
        let story = try Story()
        story.begin()
        let error = APIError(code: "FORBIDDEN", message: "no")
        #expect(story.hear(.notice(.error(error))) == [.tell(.refused(error))])
        #expect(story.attachment.takesInput)
    }

    @Test(arguments: [4003, 4004, 1002, 1003, 1007, 1008, 1009] as [UInt16])
    func closesThatTheSameClientWouldMeetAgain(code: UInt16) throws {
        let story = try Story()
        story.begin()
        guard case .finish(.failed)? = story.hear(.closed(code: code, reason: "why")).last else {
            Issue.record("\(code) is not final")
            return
        }
    }

    @Test(arguments: [nil, 1000, 1001, 1006, 1011, 4000, 4001, 4002] as [UInt16?])
    func closesAfterWhichItIsTriedAgain(code: UInt16?) throws {
        let story = try Story()
        story.begin()
        #expect(story.hear(.closed(code: code, reason: "")).last == .wait(milliseconds: 250))
    }

    @Test func anExpiredTokenIsFinalWhenThereIsNoFreshOne() throws {
        let story = try Story()
        story.begin()
        _ = story.hear(.closed(code: 4001, reason: "expired"))
        #expect(story.hear(.waited) == [.connect])
        let error = ClientError.refused(APIError(status: 401, code: "JWT_EXPIRED", message: "expired"))
        #expect(story.hear(.connectFailed(error)) == [.finish(.failed(error))])
    }

    @Test func aTokenThatWillExpireIsRenewed() throws {
        let story = try Story()
        story.begin()
        let warning = ServerNotice.warning(code: "token_expiring", seconds: 60)
        #expect(
            story.hear(.notice(warning)) == [.refreshToken, .tell(.warning(code: "token_expiring", seconds: 60))])
    }

    @Test func nobodyWaitsForEver() throws {
        let story = try Story()
        story.begin()
        var actions = story.hear(.closed(code: nil, reason: ""))
        var attempts = 0
        while case .wait(let milliseconds)? = actions.last {
            #expect(milliseconds <= 15_000)
            story.now += Double(milliseconds) / 1000
            #expect(story.hear(.waited) == [.connect])
            actions = story.hear(.connectFailed(.unreachable("Connection refused")))
            attempts += 1
        }
        #expect(actions == [.finish(.failed(.unreachable("Connection refused")))])
        #expect((20...40).contains(attempts), "\(attempts)")
        #expect(story.now >= 300)
    }

    @Test func whoDoesNotWantToComeBackDoesNot() throws {
        let story = try Story { $0.reconnects = false }
        story.begin()
        #expect(story.hear(.closed(code: nil, reason: "")) == [.finish(.failed(.cutOff))])
    }

    @Test func leavingIsPossibleAtAnyTime() throws {
        let early = try Story()
        _ = early.attachment.start()
        #expect(early.hear(.leave) == [.finish(.detached)])
        let waiting = try Story()
        waiting.begin()
        _ = waiting.hear(.closed(code: nil, reason: ""))
        #expect(waiting.hear(.typed(Self.text("\u{1D}"))) == [.finish(.detached)])
        #expect(waiting.hear(.leave) == [])
    }
}
