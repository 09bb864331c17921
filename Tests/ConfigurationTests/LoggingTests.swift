import LineOutput
import Logging
import Testing

@testable import web_terminal

@Suite struct LoggingTests {
    private func line(_ event: String, _ fields: [String: Logger.Metadata.Value] = [:]) -> LogLine {
        LogLine(level: .info, event: event, fields: fields.mapValues(LogField.init), time: 1_769_860_800.0625)
    }

    @Test func text() {
        let written = line(
            "session_created", ["user_id": "alice", "name": "two words", "empty": "", "a": "b=c", "session_id": "x"]
        ).text()
        #expect(
            written
                == "2026-01-31T12:00:00.062Z info     session_created session_id=x user_id=alice a=\"b=c\" empty=\"\""
                + " name=\"two words\""
        )
    }

    @Test func json() {
        #expect(
            line("a \"b\"", ["k": "v\\", "duration_ms": .stringConvertible(1.5)]).json()
                == #"{"timestamp":"2026-01-31T12:00:00.062Z","level":"info","event":"a \"b\"","#
                + #""duration_ms":1.5,"k":"v\\"}"#)
        #expect(line("x").json() == #"{"timestamp":"2026-01-31T12:00:00.062Z","level":"info","event":"x"}"#)
    }

    /// One object has one member of a name, and numbers are numbers.
    @Test func fieldsOfJSON() {
        let written = line(
            "x",
            [
                "level": "high", "number": .stringConvertible(3), "flag": .stringConvertible(true),
                "whole": .stringConvertible(2.0), "endless": .stringConvertible(Double.infinity), "text": "3",
                "list": ["a", "b"],
            ]
        ).json()
        #expect(
            written.hasSuffix(
                #""event":"x","endless":"inf","flag":true,"field_level":"high","list":"[\"a\", \"b\"]","#
                    + #""number":3,"text":"3","whole":2}"#))
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
            for written in [line(text, [text: .string(text)]).text(), line(text, [text: .string(text)]).json()] {
                guard written.unicodeScalars.contains(where: \.properties.generalCategory.isInvisible) else { continue }
                Issue.record("U+\(String(value.value, radix: 16)) came through")
            }
        }
        #expect(line("a\u{1b}[2Jb\nc").text().hasSuffix(#" a\u001b[2Jb\u000ac"#))
        #expect(line("\u{E0001}").json().contains(#"\udb40\udc01"#))
    }
}
