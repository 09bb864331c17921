import Logging
import Testing

@testable import web_terminal

@Suite struct LoggingTests {
    private func line(_ message: String, _ metadata: [String: String] = [:]) -> LogLine {
        LogLine(level: .info, message: message, metadata: metadata, time: 1_769_860_800.0625)
    }

    @Test func text() {
        let written = line("session created", ["user": "alice", "name": "two words", "empty": "", "a": "b=c"]).text()
        #expect(
            written
                == "2026-01-31T12:00:00.062Z info     session created a=\"b=c\" empty=\"\" name=\"two words\" user=alice"
        )
    }

    @Test func json() {
        #expect(
            line("a \"b\"", ["k": "v\\"]).json()
                == #"{"time":"2026-01-31T12:00:00.062Z","level":"info","message":"a \"b\"","metadata":{"k":"v\\"}}"#)
        #expect(line("x").json() == #"{"time":"2026-01-31T12:00:00.062Z","level":"info","message":"x"}"#)
    }

    /// Whatever is in a name or a header, the operator's terminal gets one line and nothing to obey.
    @Test func noControlCharacterComesThrough() {
        // Where Unicode has characters that are not seen.
        let blocks: [ClosedRange<UInt32>] = [
            0...0x2FFF, 0xE000...0xE00F, 0xFE00...0xFFFF, 0x1D170...0x1D180, 0xE0000...0xE007F,
        ]
        let invisible = blocks.joined().compactMap(Unicode.Scalar.init).filter {
            $0.properties.generalCategory.isInvisible
        }
        #expect(invisible.count > 250)
        for value in invisible {
            let text = "a\(value)b"
            for written in [line(text, [text: text]).text(), line(text, [text: text]).json()] {
                guard written.unicodeScalars.contains(where: \.properties.generalCategory.isInvisible) else { continue }
                Issue.record("U+\(String(value.value, radix: 16)) came through")
            }
        }
        #expect(line("a\u{1b}[2Jb\nc").text().hasSuffix(#" a\u001b[2Jb\u000ac"#))
        #expect(line("\u{E0001}").json().contains(#"\udb40\udc01"#))
    }

    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00.000Z"), (951_782_399.999, "2000-02-28T23:59:59.999Z"),
        (951_782_400.0, "2000-02-29T00:00:00.000Z"), (951_868_800.0, "2000-03-01T00:00:00.000Z"),
        (4_107_542_400.0, "2100-03-01T00:00:00.000Z"), (1_767_225_599.0, "2025-12-31T23:59:59.000Z"),
        (253_402_300_799.0, "9999-12-31T23:59:59.000Z"),
    ])
    func time(seconds: Double, text: String) {
        #expect(UTCTime(seconds).description == text)
    }
}
