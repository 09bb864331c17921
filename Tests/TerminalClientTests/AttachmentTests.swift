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
        func begin(offset: UInt64 = 0, mode: ViewerMode? = nil) {
            #expect(attachment.start() == [.connect])
            _ = hear(.connected)
            #expect(attached(offset, mode: mode) == [.begin])
        }

        func attached(
            _ offset: UInt64, _ size: TerminalSize? = nil, mode: ViewerMode? = nil, resumed: Bool = false,
            recording: Bool = false
        ) -> [TerminalClient.Attachment.Action] {
            hear(.notice(.attached(offset: offset, size: size, mode: mode, resumed: resumed, recording: recording)))
        }

        /// The connection is lost, and the next one is there.
        func comeBack() -> [TerminalClient.Attachment.Action] {
            _ = hear(.closed(code: nil, reason: ""))
            _ = hear(.waited)
            return hear(.connected)
        }

        func snapshot(_ offset: UInt64, _ bytes: Int, _ size: TerminalSize? = nil) -> [TerminalClient.Attachment.Action]
        {
            hear(.notice(.snapshot(offset: offset, bytes: bytes, size: size)))
        }

        func output(_ text: String) -> [TerminalClient.Attachment.Action] { hear(.output(ByteBuffer(string: text))) }
    }

    static func size(_ cols: Int, _ rows: Int) throws -> TerminalSize {
        try #require(TerminalSize(cols: cols, rows: rows))
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
        #expect(story.attached(5, size, recording: true) == [.begin, .tell(.recorded)])
        #expect(story.attachment.takesInput)
        #expect(story.output("abcd") == [.show(Self.text("abcd"), offset: 9)])
        #expect(story.hear(.typed(Self.text("ls\r"))) == [.type(Self.text("ls\r"))])
        #expect(
            story.hear(.notice(.exited(code: 3, signal: nil))) == [.finish(.exited(code: 3, signal: nil))])
        #expect(story.hear(.closed(code: 1000, reason: "")) == [])
        #expect(story.hear(.typed(Self.text("x"))) == [])
    }

    @Test func bytesAreAcknowledgedWhenTheyAreShown() throws {
        let story = try Story()
        story.begin(offset: 1000)
        #expect(story.hear(.shown(offset: 1000 + 65_535)) == [.acknowledgeLater(milliseconds: 50)])
        #expect(story.hear(.shown(offset: 1000 + 65_536)) == [.send(.ack(offset: 66_536))])
        #expect(story.hear(.shown(offset: 66_536 + 65_535)) == [])
        #expect(story.hear(.shown(offset: 300_000)) == [.send(.ack(offset: 300_000))])
    }

    @Test func theRestIsAcknowledgedAWhileLater() throws {
        let story = try Story()
        story.begin()
        #expect(story.hear(.shown(offset: 1)) == [.acknowledgeLater(milliseconds: 50)])
        #expect(story.hear(.shown(offset: 2)) == [])
        #expect(story.hear(.acknowledgementDue) == [.send(.ack(offset: 2))])
        #expect(story.hear(.shown(offset: 3)) == [.acknowledgeLater(milliseconds: 50)])
        #expect(story.hear(.shown(offset: 70_000)) == [.send(.ack(offset: 70_000))])
        // Nothing is left of it then.
        #expect(story.hear(.acknowledgementDue) == [])
        // What the last connection did not acknowledge is no matter of the next one.
        #expect(story.hear(.shown(offset: 70_001)) == [.acknowledgeLater(milliseconds: 50)])
        _ = story.output(String(repeating: "x", count: 70_001))
        _ = story.comeBack()
        #expect(story.attached(70_001, resumed: true) == [.tell(.reattached)])
        #expect(story.hear(.acknowledgementDue) == [])
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
        let (small, large) = (try Self.size(80, 24), try Self.size(100, 30))
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
        #expect(story.attached(10, resumed: true) == [.tell(.reattached)])
        #expect(story.output("abc") == [.show(Self.text("abc"), offset: 13)])
    }

    @Test func whatIsMissingIsASnapshotAndIsToldToAFile() throws {
        for isTerminal in [true, false] {
            let story = try Story { $0.outputIsTerminal = isTerminal }
            story.begin()
            _ = story.output("0123456789")
            _ = story.comeBack()
            let missing: [TerminalClient.Attachment.Action] = isTerminal ? [] : [.tell(.bytesMissing(90))]
            #expect(story.attached(100) == [.tell(.reattached)] + missing)
            // What was on its way to the screen before is below that.
            #expect(story.hear(.shown(offset: 10)) == [])
        }
    }

    @Test func aSnapshotIsForScreens() throws {
        let screen = try Story()
        screen.begin()
        #expect(screen.snapshot(500, 2) == [.clear(try Self.size(80, 24))])
        #expect(
            screen.output("XYa") == [.show(Self.text("XY"), offset: 500), .show(Self.text("a"), offset: 501)])
        #expect(screen.hear(.shown(offset: 500)) == [.send(.ack(offset: 500))])
        #expect(screen.hear(.shown(offset: 501)) == [.acknowledgeLater(milliseconds: 50)])
        let file = try Story { $0.outputIsTerminal = false }
        file.begin()
        #expect(file.snapshot(500, 2) == [.tell(.bytesMissing(500)), .send(.ack(offset: 500))])
        #expect(file.output("XYa") == [.show(Self.text("a"), offset: 501)])
    }

    @Test func anEmptySnapshotIsAcknowledgedToo() throws {
        let story = try Story()
        story.begin()
        #expect(story.snapshot(0, 0) == [.send(.ack(offset: 0))])
    }

    @Test func withHalfASnapshotThereIsNoGoingOn() throws {
        let story = try Story()
        story.begin(offset: 1000)
        _ = story.snapshot(1000, 10)
        #expect(story.output("12345") == [.show(Self.text("12345"), offset: nil)])
        let size = try Self.size(80, 24)
        let anew = [
            TerminalClient.Attachment.Action.send(
                .attach(AttachRequest(sessionID: "S", size: size, flowControl: .ack)))
        ]
        #expect(story.comeBack() == anew)
        _ = story.attached(1200)
        // And not before the first byte of it either.
        #expect(story.comeBack() == anew)
        _ = story.attached(1200)
        _ = story.snapshot(1200, 2)
        _ = story.output("12ab")
        #expect(
            story.comeBack() == [
                .send(.attach(AttachRequest(sessionID: "S", size: size, flowControl: .ack, offset: 1202)))
            ])
    }

    @Test func aFileBeginsWithWhatThereIs() throws {
        let story = try Story {
            $0.outputIsTerminal = false
            $0.firstOffset = 100
        }
        _ = story.attachment.start()
        let size = try Self.size(80, 24)
        #expect(
            story.hear(.connected) == [
                .send(.attach(AttachRequest(sessionID: "S", size: size, flowControl: .ack, offset: 100)))
            ])
        #expect(story.attached(100, resumed: true) == [.begin])
        #expect(story.output("a") == [.show(Self.text("a"), offset: 101)])
        // It may be forgotten just then.
        let late = try Story {
            $0.outputIsTerminal = false
            $0.firstOffset = 100
        }
        _ = late.attachment.start()
        _ = late.hear(.connected)
        #expect(late.attached(150) == [.begin, .tell(.bytesMissing(50))])
        #expect(late.snapshot(160, 5) == [.tell(.bytesMissing(10)), .send(.ack(offset: 160))])
    }

    @Test func ofAnEndedSessionThereIsTheLastScreenAndTheEnd() throws {
        let story = try Story()
        story.begin(offset: 700, mode: .view)
        #expect(!story.attachment.takesInput)
        #expect(story.hear(.typed(Self.text("ls\r"))) == [])
        #expect(story.snapshot(700, 3) == [.clear(try Self.size(80, 24))])
        #expect(story.output("end") == [.show(Self.text("end"), offset: 700)])
        #expect(story.hear(.notice(.exited(code: 4, signal: nil))) == [.finish(.exited(code: 4, signal: nil))])
    }

    @Test func aScreenThatIsTooLargeIsToldOnce() throws {
        let story = try Story()
        let (large, larger, fits) = (try Self.size(100, 24), try Self.size(100, 50), try Self.size(70, 20))
        story.begin()
        #expect(story.hear(.notice(.resized(large))) == [.tell(.largerScreen(large))])
        #expect(story.hear(.notice(.resized(larger))) == [])
        #expect(story.hear(.notice(.resized(fits))) == [])
        #expect(story.hear(.notice(.resized(larger))) == [.tell(.largerScreen(larger))])
        // A file has no size, and who looks on hears of it at once, or behind the picture.
        let file = try Story { $0.outputIsTerminal = false }
        file.begin()
        #expect(file.hear(.notice(.resized(large))) == [])
        let viewer = try Story { $0.mode = .view }
        _ = viewer.attachment.start()
        _ = viewer.hear(.connected)
        #expect(viewer.attached(0, large, mode: .view) == [.begin, .tell(.largerScreen(large))])
        let late = try Story { $0.mode = .view }
        _ = late.attachment.start()
        _ = late.hear(.connected)
        #expect(late.attached(9, large, mode: .view) == [.begin])
        #expect(late.snapshot(9, 1, large) == [.clear(try Self.size(80, 24))])
        #expect(late.hear(.shown(offset: 9)) == [.send(.ack(offset: 9)), .tell(.largerScreen(large))])
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
