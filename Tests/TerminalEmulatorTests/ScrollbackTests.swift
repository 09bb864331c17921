import TestKit
import Testing

@testable import TerminalEmulator

struct ScrollbackTests {
    /// Random cells of any kind, also those that no program can print.
    private func cells(_ random: inout SeededRandom, _ tables: inout CellTables) -> [Cell] {
        var styles: [UInt32] = [0]
        for _ in 0..<4 {
            var style = TextStyle(
                foreground: random.pick([.standard, .palette16(3), .palette256(77), .rgb(1, 2, 3)]),
                background: random.pick([.standard, .palette16(5), .rgb(250, 2, 3)]))
            style.flags = TextStyle.Flags(rawValue: UInt16(random.below(1 << 11)))
            style.underline = random.pick([.none, .single, .curly])
            style.underlineColor = random.pick([.standard, .palette256(9)])
            style.link = UInt16(random.below(3) * 300)
            styles.append(tables.styles.intern(style))
        }
        return (0..<random.below(30)).flatMap { _ -> [Cell] in
            let style = random.pick(styles)
            switch random.below(8) {
            case 0: return [.blank]
            case 1: return Array(repeating: .blank(style: style), count: 1 + random.below(5))
            case 2: return [Cell(content: 0x4F60, width: 2, style: style), Cell(content: 0, width: 0, style: style)]
            case 3: return [Cell(content: 0x4F60, width: random.below(3), style: style)]
            case 4:
                return [
                    Cell(content: 0, width: 0, style: style),
                    Cell(content: 0x301, width: random.below(3), style: style),
                ]
            case 5:
                let cluster = tables.adding(0x301, to: tables.adding(0x300, to: 0x1F600, limit: 9), limit: 9)
                return [Cell(content: cluster, width: 1, style: style)]
            default: return "Hello, wörld─😀".unicodeScalars.map { Cell(content: $0.value, width: 1, style: style) }
            }
        }
    }

    @Test func packedLinesAreUnpackedAsTheyWere() {
        var random = SeededRandom(seed: 21)
        for _ in 0..<2_000 {
            var tables = CellTables(limits: EmulatorLimits())
            var line = cells(&random, &tables)
            while line.last == .blank { line.removeLast() }
            let isWrapped = random.below(2) == 0
            var packed: [UInt8] = []
            var links: Set<UInt16> = []
            line.withUnsafeBufferPointer {
                PackedLine.pack($0, isWrapped: isWrapped, tables: tables, into: &packed, links: &links)
            }
            var unpacked: [Cell] = []
            #expect(PackedLine.unpack(packed[...], tables: &tables, into: &unpacked) == isWrapped)
            #expect(unpacked == line)
        }
    }

    @Test func linesGoInAndOutAtBothEnds() {
        var random = SeededRandom(seed: 22)
        var tables = CellTables(limits: EmulatorLimits())
        var scrollback = Scrollback(maximumLines: 700, maximumBytes: 1 << 20)
        var expected: [(Bool, [Cell])] = []
        for step in 0..<5_000 {
            switch random.below(20) {
            case 0:
                scrollback.dropOldest(3)
                expected.removeFirst(min(3, expected.count))
            case 1, 2:
                var cells: [Cell] = []
                guard let last = expected.popLast() else { continue }
                #expect(scrollback.popNewest(tables: &tables, into: &cells) == last.0)
                #expect(cells == last.1)
            case 3 where !expected.isEmpty:
                let line = random.below(expected.count)
                scrollback.setWrapped(true, line: line)
                expected[line].0 = true
            default:
                let text = String(repeating: step % 3 == 0 ? "你" : "x", count: random.below(60))
                let line = text.unicodeScalars.map { Cell(content: $0.value, width: 1, style: 0) }
                line.withUnsafeBufferPointer { _ = scrollback.append($0, isWrapped: false, tables: tables) }
                expected.append((false, line))
                if expected.count > 700 { expected.removeFirst() }
            }
            #expect(scrollback.count == expected.count)
        }
        var index = 0
        scrollback.forEach { packed in
            var cells: [Cell] = []
            let isWrapped = PackedLine.unpack(packed, tables: &tables, into: &cells)
            #expect(isWrapped == expected[index].0 && cells == expected[index].1)
            index += 1
        }
        #expect(index == expected.count)
    }

    @Test func bytesAreBounded() {
        var limits = EmulatorLimits()
        limits.scrollbackLines = 100_000
        limits.scrollbackBytes = 200_000
        var terminal = TerminalEmulator(columns: 80, rows: 24, limits: limits)
        for number in 0..<20_000 { terminal.feed("\u{1B}[38;2;1;2;\(number % 256)mline \(number) of many\r\n") }
        #expect(terminal.normalBuffer.scrollback.memoryBytes <= limits.scrollbackBytes)
        #expect(terminal.scrollbackLines > 3_000)
        #expect(terminal.memoryBytes < limits.memoryBound(columns: 80, rows: 24))
    }

    /// The figures of the issue.
    @Test func anIdleSessionIsSmall() {
        #expect(TerminalEmulator(columns: 80, rows: 24).memoryBytes < 256 << 10)
        var limits = EmulatorLimits()
        limits.scrollbackLines = 10_000
        var terminal = TerminalEmulator(columns: 80, rows: 24, limits: limits)
        for _ in 0..<10_024 { terminal.feed(String(repeating: "x", count: 50) + "\r\n") }
        #expect(terminal.scrollbackLines == 10_000)
        #expect(terminal.memoryBytes < 10_000 * 70)
    }

    @Test func withoutScrollbackNothingIsKept() {
        let terminal = TerminalEmulator(5, 2, scrollback: 0, feeding: "1\r\n2\r\n3\r\n4")
        #expect(terminal.scrollbackLines == 0)
        #expect(terminal.written == ["3", "4"])
    }
}
