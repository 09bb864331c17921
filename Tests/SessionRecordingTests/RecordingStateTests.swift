import PseudoTerminal
import StrictJSON
import TerminalProtocol
import TestKit
import Testing

@testable import SessionRecording

@Suite struct RecordingStateTests {
    private let size: TerminalSize

    init() throws { size = try #require(TerminalSize(cols: 80, rows: 24)) }

    private func reader(
        maximumBytes: Int = 1 << 20, _ events: [(RecordingState.Event, at: Int64)]
    ) throws -> (AsciicastReader, bytes: Int) {
        var file = Asciicast.header(size: size, time: 1_769_860_800.5, title: "a \"title\"\u{1b}")
        var state = RecordingState(headerBytes: file.count, maximumBytes: maximumBytes, start: 5_000_000_000)
        for (event, time) in events { file += state.lines(for: event, at: 5_000_000_000 + time) }
        #expect(state.bytes == file.count)
        return (try AsciicastReader(file), file.count)
    }

    @Test func aRecording() throws {
        let other = try #require(TerminalSize(cols: 100, rows: 50))
        let (read, _) = try reader([
            (.output(Array("\u{1b}[1mHé\r\n".utf8)), at: 248_000_000), (.resize(other), at: 1_248_000_500),
            (.output([0xE2, 0x82]), at: 1_300_000_000), (.output([0xAC, 0xFF]), at: 1_400_000_000),
            (.exit(.exited(code: 3)), at: 3_661_000_000_000),
        ])
        #expect(
            read.header == [
                "version": 3, "term": ["cols": 80, "rows": 24, "type": "xterm-256color"], "timestamp": 1_769_860_800,
                "title": "a \"title\"\u{1b}",
            ])
        #expect(
            read.events == [
                .init(interval: 0.248, code: "o", data: "\u{1b}[1mHé\r\n"),
                .init(interval: 1.0, code: "r", data: "100x50"),
                .init(interval: 0.152, code: "o", data: "€\u{FFFD}"),
                .init(interval: 3659.6, code: "x", data: "3"),
            ])
    }

    @Test func aSignal() throws {
        let (read, _) = try reader([(.exit(.signalled(signal: 9)), at: 0)])
        #expect(read.events == [.init(interval: 0, code: "x", data: "137")])
    }

    @Test func aGap() throws {
        let (read, _) = try reader([
            (.output([0x61, 0xE2]), at: 0), (.gap(12), at: 0), (.output([0x82, 0x62]), at: 0),
        ])
        #expect(read.codes == "oomo")
        #expect(read.markers == ["gap: 12 bytes are not recorded"])
        #expect(read.output == "a\u{FFFD}\u{FFFD}b")
    }

    /// A clock that seems to go back makes no negative interval, and rounding does not add up.
    @Test func times() throws {
        var random = SeededRandom(seed: 3)
        var time: Int64 = 0
        let events = (0..<5000).map { _ -> (RecordingState.Event, at: Int64) in
            time += Int64.random(in: -200...1999, using: &random)
            return (.output([0x61]), at: time)
        }
        let (read, _) = try reader(events)
        #expect(abs(read.seconds - Double(events.map(\.at).max() ?? 0) / 1e9) < 2e-6)
    }

    @Test(arguments: [600, 4096, 10_000])
    func theLimit(maximumBytes: Int) throws {
        var random = SeededRandom(seed: 7)
        let events = (0..<500).map { number -> (RecordingState.Event, at: Int64) in
            let count = Int.random(in: 1...300, using: &random)
            return (.output((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }), at: Int64(number))
        }
        let (read, bytes) = try reader(maximumBytes: maximumBytes, events + [(.exit(.exited(code: 0)), at: 1000)])
        #expect(bytes <= maximumBytes)
        #expect(read.markers == ["the recording has reached its limit of \(maximumBytes) bytes"])
        #expect(read.codes.hasSuffix("mx"))
    }
}
