import NIOCore
import TestKit
import Testing
import WebSockets

/// What only a real socket shows: resets, half-closed connections, full buffers.
struct LoopbackTests {
    private func connect(
        to server: LoopbackServer, _ change: (inout WebSocketTestClient.Options) -> Void = { _ in }
    ) async throws -> WebSocketTestClient {
        var options = WebSocketTestClient.Options()
        change(&options)
        return try await .connect(port: server.port, options: options)
    }

    private func expectEvent(_ server: LoopbackServer, _ isIt: @escaping @Sendable (WebSocketEvent) -> Bool) async {
        let found = await server.events.wait(within: defaultDeadline) { events in
            events.contains(where: isIt) ? events : nil
        }
        let endings = (found ?? []).count { if case .closed = $0 { true } else { false } }
        #expect(endings == 1, "\(server.events.current.suffix(3))")
    }

    @Test func echoAndAnOrderlyEnd() async throws {
        var settings = WebSocketSettings()
        settings.messageLimitBytes = 1024 * 1024
        try await LoopbackServer.run(settings: settings) { server in
            let client = try await connect(to: server)
            let big = (0..<settings.messageLimitBytes).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) }
            try await client.send(binary: big)
            try await client.send(text: "hé")
            #expect(try await client.next() == .binary(ByteBuffer(bytes: big)))
            #expect(try await client.next() == .text("hé"))
            try await client.disconnect(code: 4321)
            #expect(try await client.next() == .close(code: 4321, reason: ""))
            #expect(try await client.next() == .ended(error: nil))
            await expectEvent(server) { $0 == .closed(code: 4321, reason: "", clean: true) }
        }
    }

    /// A socket that is closed with unread bytes in it sends a reset, and the reset overtakes the close frame.
    @Test func theCloseFrameArrivesAlthoughTheClientGoesOnSending() async throws {
        try await LoopbackServer.run { server in
            for _ in 0..<20 {
                let client = try await connect(to: server) { $0.answersClose = false }
                try await client.send(raw: [0x83, 0x80] + [UInt8](repeating: 0x55, count: 300_000))
                guard case .close(code: 1002, _) = try await client.next() else {
                    Issue.record("no close frame")
                    return
                }
                #expect(try await client.next() == .ended(error: nil))
            }
        }
    }

    @Test func aResetIsNoticed() async throws {
        try await LoopbackServer.run { server in
            try await connect(to: server).drop()
            await expectEvent(server) { if case .closed(nil, _, false) = $0 { true } else { false } }
        }
    }

    @Test func aHalfClosedConnectionEnds() async throws {
        try await LoopbackServer.run { server in
            let client = try await connect(to: server)
            try await client.channel.close(mode: .output).get()
            #expect(try await client.next() == .ended(error: nil))
            await expectEvent(server) { if case .closed(nil, _, false) = $0 { true } else { false } }
        }
    }

    @Test func aClientThatDoesNotAnswerTheCloseIsDropped() async throws {
        var settings = WebSocketSettings()
        settings.closeTimeout = .milliseconds(50)
        let script: LoopbackServer.Script = { $0 == nil ? [.close(code: 1001, reason: "bye")] : [] }
        try await LoopbackServer.run(settings: settings, script: script) { server in
            let client = try await connect(to: server) { $0.answersClose = false }
            #expect(try await client.next() == .close(code: 1001, reason: "bye"))
            guard case .ended = try await client.next() else {
                Issue.record("not ended")
                return
            }
            await expectEvent(server) { if case .closed(nil, _, false) = $0 { true } else { false } }
        }
    }

    @Test func aSilentClientIsDropped() async throws {
        var settings = WebSocketSettings()
        settings.pingInterval = .milliseconds(20)
        try await LoopbackServer.run(settings: settings) { server in
            let client = try await connect(to: server) { $0.answersPings = false }
            #expect(try await client.next() == .ping(ByteBuffer()))
            while case .ping = try await client.next() {}
            await expectEvent(server) { $0 == .closed(code: nil, reason: "pings were not answered", clean: false) }
        }
    }

    /// The pongs that nobody reads fill the socket. The server goes on reading, and answers the last ping in the end.
    @Test func aFloodOfPingsFromAClientThatDoesNotRead() async throws {
        try await LoopbackServer.run { server in
            let client = try await connect(to: server) { $0.receiveBufferBytes = 16 * 1024 }
            try await client.stopReading()
            let flood = 20_000
            let filler = [UInt8](repeating: 0, count: 121)
            var bytes: [UInt8] = []
            for number in 0..<flood {
                let place = withUnsafeBytes(of: UInt32(number).bigEndian) { Array($0) }
                bytes += ClientFrame(.ping, place + filler).bytes
            }
            try await client.send(raw: bytes)
            try await client.resumeReading()
            var pongs = 0
            var last: UInt32?
            while last != UInt32(flood - 1) {
                guard case .pong(var payload) = try await client.next() else {
                    Issue.record("not a pong")
                    return
                }
                let number = payload.readInteger(as: UInt32.self)
                #expect(last ?? 0 <= number ?? 0)
                last = number
                pongs += 1
            }
            #expect(pongs < flood)
            try await client.disconnect()
        }
    }

    @Test func readingIsHeldOffAndGoesOn() async throws {
        let script: LoopbackServer.Script = { event in
            switch event {
            case .text: [.reading(false)]
            case .binary: [.binary(ByteBuffer(string: "got it"))]
            case .closed, nil: []
            }
        }
        try await LoopbackServer.run(script: script) { server in
            let client = try await connect(to: server)
            try await client.send(text: "stop")
            await server.events.wait(within: defaultDeadline) { $0.isEmpty ? nil : () }
            // More than the kernel takes: if the server went on reading, all of it would go through.
            let frame = ClientFrame(.binary, [UInt8](repeating: 0, count: 4000)).bytes
            let flood = Array(repeatElement(frame, count: 4000).joined())
            let sending = Task { try await client.send(raw: flood) }
            try await eventually("the socket is full") {
                try await !client.channel.eventLoop.submit { client.channel.isWritable }.get()
            }
            // What was read in the one turn in which the server learnt that it should not read.
            #expect(server.events.current.count < 200)
            try await client.drop()
            await #expect(throws: (any Error).self) { try await sending.value }
        }
    }
}
