import NIOCore
import TestKit
import Testing
import WebSockets

struct WebSocketConnectionTests {
    private func actions(_ frames: ClientFrame..., limit: Int = 4096) -> [WebSocketConnection.Action] {
        ConnectionDriver.actions(for: frames.flatMap(\.bytes), messageLimit: limit)
    }

    private func fragment(_ opcode: Opcode, _ payload: some Sequence<UInt8>) -> ClientFrame {
        var frame = ClientFrame(opcode, payload)
        frame.isFinal = false
        return frame
    }

    private func bytes(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }

    // MARK: Messages

    @Test func wholeMessages() {
        #expect(
            actions(ClientFrame(.text, "hé".utf8), ClientFrame(.binary, [0, 255]), ClientFrame(.text))
                == [.text(bytes("hé")), .binary(ByteBuffer(bytes: [0, 255])), .text(ByteBuffer())])
    }

    @Test func fragmentsWithControlFramesBetweenThem() {
        #expect(
            actions(
                fragment(.text, "a".utf8), ClientFrame(.ping, [1]), fragment(.continuation, []), ClientFrame(.pong),
                ClientFrame(.continuation, "b".utf8)) == [.pong(ByteBuffer(bytes: [1])), .text(bytes("ab"))])
    }

    @Test func aCharacterSplitBetweenFragments() {
        let euro = Array("€".utf8)
        #expect(
            actions(fragment(.text, euro.prefix(1)), ClientFrame(.continuation, euro.dropFirst(1)))
                == [.text(bytes("€"))])
        #expect(actions(fragment(.text, euro.prefix(1)), ClientFrame(.continuation)).first?.closeCode == 1007)
    }

    @Test func textFailsBeforeItsFrameHasEnded() {
        var driver = ConnectionDriver()
        driver.feed(ClientFrame(.text, [0x61, 0x62, 0xFF, 0x63, 0x64]).bytes.dropLast(2))
        #expect(driver.actions.first?.closeCode == 1007)
    }

    @Test func theOrderOfFragments() {
        #expect(actions(ClientFrame(.continuation)).first?.closeCode == 1002)
        #expect(actions(fragment(.text, []), ClientFrame(.text)).first?.closeCode == 1002)
        #expect(actions(fragment(.text, []), ClientFrame(.binary)).first?.closeCode == 1002)
        #expect(actions(ClientFrame(.text), ClientFrame(.continuation)).last?.closeCode == 1002)
    }

    // MARK: Limits

    @Test func theLimitOfAMessage() {
        let full = [UInt8](repeating: 7, count: 100)
        #expect(actions(ClientFrame(.binary, full), limit: 100) == [.binary(ByteBuffer(bytes: full))])
        // The header is enough.
        let tooBig = ClientFrame(.binary, full + [7]).bytes
        #expect(ConnectionDriver.actions(for: Array(tooBig.prefix(6)), messageLimit: 100).first?.closeCode == 1009)
        #expect(actions(fragment(.binary, full), ClientFrame(.continuation), limit: 100).count == 1)
        #expect(
            actions(fragment(.binary, full), ClientFrame(.continuation, [7]), limit: 100).first?.closeCode == 1009)
        let huge: [UInt8] = [0x80, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4]
        #expect(
            ConnectionDriver.actions(for: fragment(.binary, full).bytes + huge, messageLimit: 100).first?.closeCode
                == 1009)
    }

    @Test func theLimitCanBeRaisedAndLoweredInTheMiddleOfAMessage() {
        var driver = ConnectionDriver(messageLimit: 4)
        driver.feed(fragment(.binary, [1, 2, 3]).bytes)
        driver.connection.messageLimitBytes = 10
        driver.feed(fragment(.continuation, [4, 5, 6]).bytes)
        driver.connection.messageLimitBytes = 2
        driver.feed(ClientFrame(.continuation).bytes)
        #expect(driver.actions.first?.closeCode == 1009)
    }

    @Test func theNumberOfFragments() {
        for (count, isGood) in [(4, true), (5, false)] {
            var driver = ConnectionDriver(maximumFragments: 4)
            driver.feed(fragment(.binary, []).bytes)
            for _ in 0..<(count - 2) { driver.feed(fragment(.continuation, []).bytes) }
            driver.feed(ClientFrame(.continuation).bytes)
            #expect(driver.actions.count == 1)
            #expect((driver.actions.first == .binary(ByteBuffer())) == isGood)
            #expect(driver.actions.first?.closeCode == (isGood ? nil : 1008))
        }
    }

    // MARK: Goodbye

    @Test func thePeersCloseIsAnsweredWithItsCode() {
        let payload = [0x0F, 0xA0] + Array("über".utf8)
        #expect(
            actions(ClientFrame(.close, payload), ClientFrame(.text, "late".utf8))
                == [
                    .end(
                        frame: ByteBuffer(bytes: [0x88, 2, 0x0F, 0xA0]),
                        event: .closed(code: 4000, reason: "über", clean: true))
                ])
        #expect(
            actions(ClientFrame(.close))
                == [.end(frame: ByteBuffer(bytes: [0x88, 0]), event: .closed(code: nil, reason: "", clean: true))])
    }

    @Test func whichCodesAreLegal() {
        let legal = Set<UInt16>([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014])
        var wrong: [UInt16] = []
        for code in UInt16.min...UInt16.max {
            let action = actions(ClientFrame(.close, [UInt8(code >> 8), UInt8(code & 0xFF)])).first
            let isLegal = legal.contains(code) || (3000...4999).contains(code)
            if action?.closeCode != (isLegal ? code : 1002) { wrong.append(code) }
        }
        #expect(wrong == [])
    }

    @Test func brokenCloseFrames() {
        #expect(actions(ClientFrame(.close, [3])).first?.closeCode == 1002)
        #expect(actions(ClientFrame(.close, [0x03, 0xE8, 0xC3])).first?.closeCode == 1007)
    }

    @Test func ourCloseWaitsForThePeersAndReadsPastMessages() {
        var driver = ConnectionDriver(messageLimit: 4)
        let frame = driver.connection.close(code: 1001, reason: "bye", now: .uptimeNanoseconds(5))
        #expect(frame == ByteBuffer(bytes: [0x88, 5, 0x03, 0xE9] + Array("bye".utf8)))
        #expect(driver.connection.close(code: 1001, reason: "", now: .uptimeNanoseconds(6)) == nil)
        #expect(!driver.connection.isOpen)
        driver.feed(ClientFrame(.binary, [UInt8](repeating: 0, count: 100)).bytes)
        driver.feed(ClientFrame(.ping).bytes)
        #expect(driver.actions == [])
        driver.feed(ClientFrame(.close, [0x03, 0xE9]).bytes)
        #expect(driver.actions == [.end(frame: nil, event: .closed(code: 1001, reason: "", clean: true))])
    }

    @Test func aLongReasonIsCutBetweenCharacters() {
        var driver = ConnectionDriver()
        let frame = driver.connection.close(
            code: 1008, reason: String(repeating: "é", count: 80), now: .uptimeNanoseconds(0))
        // 123 bytes are free, and 61 characters of two bytes fit.
        #expect(frame?.readableBytes == 2 + 2 + 122)
        let unsendable = driver.connection.close(code: 1005, reason: "", now: .uptimeNanoseconds(0))
        #expect(unsendable == nil)
    }

    @Test func aCodeThatMustNotBeSentBecomesAnInternalError() {
        var driver = ConnectionDriver()
        let frame = driver.connection.close(code: 1005, reason: "", now: .uptimeNanoseconds(0))
        #expect(frame == ByteBuffer(bytes: [0x88, 2, 0x03, 0xF3]))
    }
}
