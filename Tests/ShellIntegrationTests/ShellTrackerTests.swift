import TestKit
import Testing

@testable import ShellIntegration

struct ShellTrackerTests {
    private typealias Harness = TrackerHarness

    @Test func aCommandFromPromptToPrompt() {
        var harness = Harness(offset: 100)
        harness.read(Harness.mark("P;Cwd=/home/me") + Harness.prompt)
        #expect(harness.tracker.phase == .prompt)
        #expect(harness.events == [.directoryChanged("/home/me"), .promptShown])
        harness.read("make\r\n")
        let begin = Harness.start("make")
        harness.read(begin)
        #expect(harness.tracker.phase == .running(1))
        let outputFrom = 100 + UInt64((Harness.mark("P;Cwd=/home/me") + Harness.prompt + "make\r\n" + begin).utf8.count)
        var command = ShellCommand(
            id: 1, command: "make", workingDirectory: "/home/me", startedAt: 1_000, outputFrom: outputFrom)
        #expect(harness.events.last == .commandStarted(command))
        harness.wait(milliseconds: 1_234)
        harness.read("done\r\n" + Harness.mark("D;2") + Harness.prompt)
        command.finishedAt = 1_001.234
        command.durationMilliseconds = 1_234
        command.exitCode = 2
        command.outputTo = outputFrom + 6
        #expect(harness.events.suffix(2) == [.commandFinished(command), .promptShown])
        #expect(harness.commands == [command])
        #expect(harness.tracker.phase == .prompt)
    }

    /// A line that stays at the prompt is no new prompt: whoever waits for an empty one waits on.
    @Test func aLineThatIsKept() {
        var harness = Harness()
        harness.read(Harness.prompt)
        harness.read("echo )\r\nno\r\n" + Harness.mark("P;Line=kept"))
        // It is not told before the prompt stands there again.
        #expect(harness.events.last == .promptShown)
        harness.read("$ \u{1b}]133;B\u{7}echo )\r$ \u{1b}]133;B\u{7}echo )")
        #expect(harness.events.count { $0 == .promptShown } == 1 && harness.events.count { $0 == .lineKept } == 1)
        #expect(harness.events.last == .lineKept)
        #expect(harness.tracker.phase == .prompt)
    }

    /// Wherever the stream is cut, the same comes out.
    @Test func everyCutOfTheStream() {
        let stream = Array(
            (Harness.mark("P;Cwd=/a\\x3bb") + Harness.prompt + Harness.start("echo \\x0a\\\\x\\x3b")
                + "é\u{1b}[1m]\u{1b}"
                + Harness.mark("D;-1", end: "\u{1b}\\") + Harness.prompt + Harness.mark("P;Download=/etc/motd")).utf8)
        var whole = Harness()
        whole.read(stream)
        #expect(whole.commands.map(\.command) == ["echo \n\\x;"])
        #expect(whole.commands.map(\.exitCode) == [-1])
        #expect(whole.events.contains(.downloadOffered(path: Array("/etc/motd".utf8))))
        for cut in stream.indices {
            var harness = Harness()
            harness.read(Array(stream[..<cut]))
            harness.read(Array(stream[cut...]))
            #expect(harness.events == whole.events, "cut at \(cut)")
        }
        for size in 1...7 {
            var harness = Harness()
            for start in stride(from: 0, to: stream.count, by: size) {
                harness.read(Array(stream[start..<min(start + size, stream.count)]))
            }
            #expect(harness.events == whole.events, "pieces of \(size)")
        }
    }

    @Test(arguments: [
        "\u{1b}]633;E;rm;\u{7}\u{1b}]633;C\u{7}\u{1b}]633;D;0\u{7}",
        "\u{1b}]133;A\u{7}\u{1b}]133;B\u{7}\u{1b}]133;C\u{7}",
        "\u{1b}]633;A;c0ffe\u{7}", "\u{1b}]633;A;xc0ffee\u{7}", "\u{1b}]633;A;c0ffee;\u{7}", "\u{1b}]633;Ac0ffee\u{7}",
        "\u{1b}]633;A;;c0ffee\u{7}", "\u{1b}]633;A;1;c0ffee\u{7}", "\u{1b}]633;C;C0FFEE\u{7}",
        "\u{1b}]133;C;c0ffee\u{7}",
        "\u{9d}633;C;c0ffee\u{9c}", "\u{1b}]633;C;c0ffee\n\u{7}", "\u{1b}]633;C;c0ffee", "\u{1b}]633;C;c0ffee\u{18}",
        "\u{1b}]633;C;c0ffee\u{1b}[m", "\u{1b}]1633;C;c0ffee\u{7}", "\u{1b}]6;33;C;c0ffee\u{7}", "]633;C;c0ffee\u{7}",
        "\u{1b}]633;\u{7}", "\u{1b}]633;C\u{7}", "\u{1b}]633;c0ffee\u{7}", "\u{1b}]633;P;Cwd=;c0ffee\u{7}",
        "\u{1b}]633;P;Cwd=relative;c0ffee\u{7}", "\u{1b}]633;P;Cwd=/a\\x00b;c0ffee\u{7}",
        "\u{1b}]633;P;Cwd=/\\xff;c0ffee\u{7}", "\u{1b}]633;P;Download=/a;b;c0ffee\u{7}", "\u{1b}]633;D;0;c0ffee\u{7}",
        "\u{1b}]633;D;;c0ffee\u{7}", "\u{1b}]633;D;%?;c0ffee\u{7}", "\u{1b}]633;Z;c0ffee\u{7}",
    ])
    func whatIsNoMark(_ text: String) {
        var harness = Harness()
        harness.read(text)
        #expect(harness.events == [])
        #expect(harness.commands == [])
        // It leaves nothing behind that would swallow what follows.
        harness.read(Harness.prompt)
        #expect(harness.events == [.promptShown])
    }

    @Test func marksOfOthersWithinACommand() {
        var harness = Harness()
        harness.read(Harness.prompt + Harness.start("cat evil"))
        harness.read("\u{1b}]133;D;0\u{7}\u{1b}]633;D;0\u{7}\u{1b}]133;A\u{7}\u{1b}]133;B\u{7}\u{1b}]633;E;x;y\u{7}")
        #expect(harness.tracker.phase == .running(1))
        harness.read(Harness.mark("D;0") + "\u{1b}]133;B\u{7}")
        #expect(harness.tracker.phase == .unknown, "no prompt has been announced")
        harness.read(Harness.prompt)
        #expect(harness.commands.map(\.command) == ["cat evil"])
    }

    @Test func promptsWithoutACommand() {
        var harness = Harness()
        harness.read(Harness.prompt + "\r\n" + Harness.prompt + "^C\r\n" + Harness.prompt)
        // readline prints a prompt again when the screen was cleared.
        harness.read("\u{1b}]133;B\u{7}")
        #expect(harness.events == [.promptShown, .promptShown, .promptShown])
    }

    @Test func endsThatNobodySaw() {
        var harness = Harness()
        harness.read(Harness.prompt + Harness.start("one") + "x" + Harness.start("two") + "yz")
        harness.wait(milliseconds: 10)
        harness.read(Harness.prompt + Harness.start("exit") + "bye")
        harness.end()
        harness.end()
        #expect(harness.commands.map(\.exitCode) == [nil, nil, nil])
        #expect(harness.commands.map(\.durationMilliseconds) == [nil, nil, nil])
        #expect(harness.commands.allSatisfy { !$0.isRunning })
        #expect(harness.commands.map { ($0.outputTo ?? 0) - $0.outputFrom } == [1, 2, 3])
        #expect(harness.tracker.phase == .unknown)
        #expect(harness.events.count == 8)
    }

    @Test func aCommandWithoutItsText() {
        var harness = Harness()
        harness.read(Harness.start("secret") + Harness.mark("D;0") + Harness.mark("C") + Harness.mark("D;0"))
        #expect(harness.commands.map(\.command) == ["secret", ""])
    }

    @Test func longTexts() {
        var harness = Harness(limits: HistoryLimits(commandBytes: 10))
        for line in ["123456789é", "12345678é", "1234567890", "12345678901", "漢漢漢漢"] {
            harness.read(Harness.start(line) + Harness.mark("D;0"))
        }
        #expect(harness.commands.map(\.command) == ["123456789", "12345678é", "1234567890", "1234567890", "漢漢漢"])
        #expect(harness.commands.map(\.isTruncated) == [true, false, false, true, true])
        let longest = String(repeating: "\\x0a", count: 4097)
        var another = Harness()
        another.read(Harness.start(longest) + Harness.mark("D;0"))
        #expect(another.commands.map(\.command) == [String(repeating: "\n", count: 4096)])
        #expect(another.commands.map(\.isTruncated) == [true])
        // More than any shell of ours sends.
        another.read(Harness.mark("E;" + String(repeating: "x", count: MarkScanner.longestMark)) + Harness.mark("C"))
        #expect(another.commands.map(\.command).last == "")
    }

    @Test func aShellWithoutIntegration() {
        var harness = Harness(nonce: "")
        harness.read("\u{1b}]633;A;\u{7}\u{1b}]133;B\u{7}\u{1b}]633;C;\u{7}")
        #expect(harness.events == [])
        #expect(!harness.tracker.isIntegrated)
    }

    /// Hostile pieces and random bytes between real commands: nothing is forged, and whatever is not swallowed by an
    /// unfinished sequence, which no mark can be, comes out.
    @Test func randomBytes() {
        var random = SeededRandom(seed: 633)
        let pieces = [
            "\u{1b}", "]", "633;", "133;", "A", "B", "C", "D;0", "E;x", ";", "\u{7}", "\\", "\u{1b}]", "\u{1b}]633;C;",
            "\u{18}",
            "P;Cwd=/x", "coffee", "c0ffe", "\u{1b}P", "\u{1b}\\", "\u{9c}", "\u{9d}", "\n", "\\x",
            String(repeating: "y", count: 300),
        ].map { Array($0.utf8) }
        for round in 1...300 {
            var harness = Harness()
            var wanted: [Int32?] = []
            for _ in 1...20 {
                var stream = Array((Harness.prompt + Harness.start("line \(wanted.count)")).utf8)
                for _ in 0..<Int.random(in: 0...30, using: &random) {
                    stream +=
                        Bool.random(using: &random)
                        ? pieces.randomElement(using: &random) ?? [] : [UInt8.random(in: 0...255, using: &random)]
                }
                let code = Int32.random(in: 0...255, using: &random)
                stream += Array(Harness.mark("D;\(code)").utf8)
                wanted.append(code)
                while !stream.isEmpty {
                    let size = min(stream.count, Int.random(in: 1...40, using: &random))
                    harness.read(Array(stream[..<size]))
                    stream.removeFirst(size)
                }
            }
            #expect(harness.commands.map(\.exitCode) == wanted, "round \(round)")
            #expect(harness.commands.map(\.command) == wanted.indices.map { "line \($0)" }, "round \(round)")
        }
    }
}
