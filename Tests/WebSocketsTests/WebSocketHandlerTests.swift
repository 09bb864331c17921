import NIOCore
import NIOEmbedded
import TestKit
import Testing
import WebSockets

struct WebSocketHandlerTests {
    private func bytes(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }

    @Test func messagesInAndOut() throws {
        let harness = try HandlerHarness()
        defer { harness.finish() }
        try harness.receive(ClientFrame(.text, "a".utf8), ClientFrame(.binary, "b".utf8))
        #expect(try harness.events() == [.text(bytes("a")), .binary(bytes("b"))])
        try harness.send(.text(bytes("c")))
        try harness.send(.binary(bytes("d")))
        try harness.send(.frame(ByteBuffer(bytes: [0x82, 1, 9])))
        #expect(try harness.sent() == [0x81, 1, 0x63, 0x82, 1, 0x64, 0x82, 1, 9])
    }

    @Test func oneFlushForEachRead() throws {
        let harness = try HandlerHarness()
        defer { harness.finish() }
        try harness.channel.pipeline.syncOperations.addHandler(Answerer())
        try harness.receive(
            ClientFrame(.ping), ClientFrame(.binary, [1]), ClientFrame(.ping), ClientFrame(.binary, [2]))
        #expect(harness.probe.flushes == 1)
        // Each pong before the answer to what came after its ping.
        #expect(try harness.sent() == [0x8A, 0, 0x82, 1, 1, 0x8A, 0, 0x82, 1, 2])
        try harness.receive(ClientFrame(.pong))
        #expect(harness.probe.flushes == 1)
    }

    @Test func onlyTheLatestPingIsAnsweredWhileThereIsNoRoom() throws {
        let harness = try HandlerHarness()
        defer { harness.finish() }
        harness.channel.isWritable = false
        for number in 0..<200 as Range<UInt8> { try harness.receive(ClientFrame(.ping, [number])) }
        #expect(try harness.sent() == [])
        harness.channel.isWritable = true
        harness.channel.pipeline.fireChannelWritabilityChanged()
        #expect(try harness.sent() == [0x8A, 1, 199])
    }

    @Test func nothingFollowsACloseFrame() throws {
        let harness = try HandlerHarness()
        defer { harness.finish() }
        harness.channel.isWritable = false
        try harness.receive(ClientFrame(.ping))
        try harness.send(.close(code: 1001, reason: ""))
        harness.channel.isWritable = true
        harness.channel.pipeline.fireChannelWritabilityChanged()
        #expect(throws: ChannelError.self) { try harness.send(.text(bytes("late"))) }
        #expect(throws: ChannelError.self) { try harness.send(.close(code: 1000, reason: "")) }
        try harness.receive(ClientFrame(.ping), ClientFrame(.binary, [1]))
        #expect(try harness.sent() == [0x88, 2, 0x03, 0xE9])
        #expect(try harness.events() == [])
        try harness.receive(ClientFrame(.close, [0x03, 0xE9]))
        #expect(try harness.events() == [.closed(code: 1001, reason: "", clean: true)])
        #expect(harness.probe.closes == [.output])
    }

    @Test func aFailureIsToldOnceAndBothSidesOfTheSocketAreEnded() throws {
        let harness = try HandlerHarness()
        defer { harness.finish() }
        try harness.receive(bytes: [0xC1] + [UInt8](repeating: 0x81, count: 10_000))
        let sent = try harness.sent()
        #expect(sent.prefix(4) == [0x88, 23, 0x03, 0xEA])
        #expect(try harness.events() == [.closed(code: 1002, reason: "reserved bits are set", clean: false)])
        #expect(harness.probe.closes == [.output])
        harness.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(harness.probe.closes == [.output, .all])
        harness.channel.pipeline.fireErrorCaught(ChannelError.inputClosed)
        #expect(try harness.events() == [])
    }

    @Test func aPeerThatDoesNotHangUpIsDropped() throws {
        let harness = try HandlerHarness()
        defer { harness.finish() }
        try harness.receive(ClientFrame(.close))
        #expect(harness.probe.closes == [.output])
        harness.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1999))
        #expect(harness.probe.closes == [.output])
        harness.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(harness.probe.closes == [.output, .all])
        #expect(try harness.events() == [.closed(code: nil, reason: "", clean: true)])
    }

    @Test func anEndWithoutACloseFrame() throws {
        let harness = try HandlerHarness()
        defer { harness.finish() }
        harness.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        guard case .closed(nil, _, false)? = try harness.events().first else {
            Issue.record("no event")
            return
        }
        #expect(harness.probe.closes == [.all])
        harness.channel.pipeline.fireChannelInactive()
        #expect(try harness.events() == [])
    }

    @Test func pingsAndSilence() throws {
        let harness = try HandlerHarness()
        defer { harness.finish() }
        harness.channel.embeddedEventLoop.advanceTime(by: .seconds(59))
        #expect(try harness.sent() == [0x89, 0, 0x89, 0])
        #expect(try harness.events() == [])
        harness.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(
            try harness.events() == [.closed(code: nil, reason: "pings were not answered", clean: false)])
        #expect(harness.probe.closes == [.all])
    }

    @Test func readingIsHeldOff() throws {
        let harness = try HandlerHarness()
        defer { harness.finish() }
        harness.channel.read()
        #expect(harness.probe.reads == 1)
        try harness.send(.reading(false))
        harness.channel.read()
        harness.channel.read()
        #expect(harness.probe.reads == 1)
        try harness.send(.reading(true))
        #expect(harness.probe.reads == 2)
        // The answer to a close frame has to be read, whatever the application wanted before.
        try harness.send(.reading(false))
        harness.channel.read()
        try harness.send(.close(code: 1000, reason: ""))
        try harness.send(.reading(false))
        harness.channel.read()
        #expect(harness.probe.reads == 4)
    }

    @Test func theLimitIsRaised() throws {
        let harness = try HandlerHarness()
        defer { harness.finish() }
        let message = [UInt8](repeating: 1, count: 5000)
        try harness.send(.messageLimit(5000))
        try harness.receive(ClientFrame(.binary, message))
        #expect(try harness.events() == [.binary(ByteBuffer(bytes: message))])
        try harness.receive(ClientFrame(.binary, message + [1]))
        #expect(
            try harness.events() == [.closed(code: 1009, reason: "message has more than 5000 bytes", clean: false)])
    }

    @Test func otherEventsArePassedOn() throws {
        let harness = try HandlerHarness()
        defer { harness.finish() }
        let listener = Listener()
        try harness.channel.pipeline.syncOperations.addHandler(listener)
        harness.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(listener.events == 1)
    }

    /// Answers each binary message with itself, and flushes each time.
    private final class Answerer: ChannelInboundHandler {
        typealias InboundIn = WebSocketEvent
        typealias OutboundOut = WebSocketOutbound

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .binary(let message) = unwrapInboundIn(data) else { return }
            context.writeAndFlush(wrapOutboundOut(.binary(message)), promise: nil)
        }
    }

    private final class Listener: ChannelInboundHandler {
        typealias InboundIn = WebSocketEvent
        var events = 0

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) { events += 1 }
    }
}
