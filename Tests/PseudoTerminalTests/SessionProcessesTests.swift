import Glibc
import NIOPosix
import Testing

@testable import PseudoTerminal

@Suite struct ProcessRecordTests {
    private static let tail = " 17 4242 4243 34816 4244 4194560 1 2 3 4 500 60 7 8 20 0 3 0 98765 1000000 250 1 2"

    @Test(arguments: ["cat", "a b", ") R 1 (", "(((", "))) Z 9", ""]) func nameMayHoldAnything(name: String) {
        let record = ProcessRecord(line: Array("123 (\(name)) T\(Self.tail)".utf8))
        #expect(record?.id == 123 && record?.name == name && record?.state == UInt8(ascii: "T"))
        #expect(record?.parent == 17 && record?.session == 4243 && record?.foregroundGroup == 4244)
        #expect(record?.threads == 3 && record?.cpuTicks == 560 && record?.startTicks == 98765)
        #expect(record?.residentPages == 250 && record?.isZombie == false)
    }

    @Test func zombieOnlyWithoutOtherThreads() {
        let line = "1 (x) Z" + Self.tail
        #expect(ProcessRecord(line: Array(line.utf8))?.isZombie == false)
        let alone = line.split(separator: " 3 0 98765").joined(separator: " 1 0 98765")
        #expect(ProcessRecord(line: Array(alone.utf8))?.isZombie == true)
    }

    @Test func refusesWhatIsNoSuchLine() {
        let whole = "123 (x) R" + Self.tail
        #expect(ProcessRecord(line: Array(whole.utf8)) != nil)
        // Every line that is cut off before the last of the fields that are needed.
        for count in 0..<(whole.utf8.count - " 250 1 2".utf8.count) {
            #expect(ProcessRecord(line: Array(whole.utf8.prefix(count))) == nil, "\(count)")
        }
        for line in [")(", "x (x) R\(Self.tail)", "1 (x) R a\(Self.tail)"] {
            #expect(ProcessRecord(line: Array(line.utf8)) == nil, "\(line)")
        }
    }

    @Test func argumentsMayHoldAnything() {
        let cases: [(String, [String])] = [
            ("", []), ("a\0", ["a"]), ("a", ["a"]), ("a\0b c\0\0d\0", ["a", "b c", "", "d"]), ("\0", [""]),
            ("\n\u{1b}[2J\0", ["\n\u{1b}[2J"]),
        ]
        for (line, arguments) in cases { #expect(SessionProcess.arguments(Array(line.utf8)) == arguments) }
        #expect(SessionProcess.arguments([0x66, 0xFF, 0x66, 0]) == ["f\u{FFFD}f"])
    }
}

extension RealTerminals {
    @Suite(.serialized) struct SessionProcessesTests {
        /// Runs a script until it has printed the ids of processes, each after a word of its own.
        private func withSession(
            _ script: String, printing words: [String] = [],
            _ body: (ForkedTerminal, [String: Int32]) async throws -> Void
        ) async throws {
            let terminal = try await spawnShell(script)
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            let outcome: Result<Void, any Error>
            do {
                try await recorder.wait(for: "\(words)") { _ in words.allSatisfy { recorder.printed[$0] != nil } }
                try await body(terminal, recorder.printed)
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            terminal.end()
            await terminal.closed()
            try outcome.get()
        }

        @Test func tellsWhatAProcessIs() async throws {
            let before = SessionProcess.bootTime()
            try await withSession(
                "sleep 1000 & echo sleep=$!; exec sh -c 'read line; :' name \"$(printf 'a\\377b')\"; "
            ) {
                terminal, _ in
                try await eventually("both programs run") {
                    terminal.processes.list().processes.map(\.name).sorted() == ["sh", "sleep"]
                }
                let (processes, total) = terminal.processes.list()
                #expect(total == 2)
                let shell = try #require(processes.first { $0.id == terminal.processID })
                let sleep = try #require(processes.first { $0.name == "sleep" })
                #expect(sleep.parent == shell.id && shell.parent == getpid())
                #expect(sleep.command == ["sleep", "1000"] && !sleep.isCommandTruncated)
                #expect(shell.command == ["sh", "-c", "read line; :", "name", "a\u{FFFD}b"])
                #expect(sleep.memoryBytes > 10_000 && sleep.cpuSeconds < 100)
                #expect(sleep.startedAt >= shell.startedAt && shell.startedAt > before)
                #expect(shell.startedAt < SessionProcess.bootTime() + Double(secondsSinceBoot()) + 1)
                #expect(terminal.processes.family(limit: 10).map(\.id) == [shell.id, sleep.id])
                #expect(terminal.processes.family(limit: 1).map(\.id) == [shell.id])
            }
        }

        @Test func aLongCommandIsCut() async throws {
            let script = "exec sleep $(i=0; while [ $i -lt 1000 ]; do i=$((i+1)); echo 100000; done)"
            try await withSession(script) { terminal, _ in
                try await eventually("sleep runs") { terminal.processes.list().processes.first?.name == "sleep" }
                let process = try #require(terminal.processes.list().processes.first)
                #expect(process.isCommandTruncated && process.command.prefix(3) == ["sleep", "100000", "100000"])
                #expect(process.command.reduce(0) { $0 + $1.utf8.count + 1 } == SessionProcess.maximumCommandBytes + 1)
            }
        }

        @Test func thoseWhoLeftWithSetsidBelongAsLongAsAParentDoes() async throws {
            // One in a session of its own under a shell that waits for it, and a child of that one.
            let outer = "setsid sh -c 'sleep 1000 & echo inner=$!; echo outer=$$; wait' & "
            let script = outer + "sleep 999 & echo own=$!; wait"
            try await withSession(script, printing: ["inner", "outer", "own"]) { terminal, ids in
                let listed = Set(terminal.processes.list().processes.map(\.id))
                for (word, id) in ids { #expect(listed.contains(id), "\(word)") }
                let inner = try #require(ids["inner"])
                #expect(getsid(inner) != terminal.processID)
                #expect(terminal.processes.signal(inner, SIGTERM) == .sent)
                try await eventually("it is gone") { ProcessRecord(of: inner)?.isZombie != false }
                let outer = try #require(ids["outer"])
                _ = terminal.processes.signal(outer, SIGKILL)
            }
        }

        @Test func nobodyElseIsReached() async throws {
            try await withSession("sleep 1000 & echo id=$!; wait", printing: ["id"]) { terminal, ids in
                try await withSession("sleep 1000 & echo id=$!; wait", printing: ["id"]) { other, others in
                    let own = try #require(ids["id"])
                    let foreign = try #require(others["id"])
                    #expect(!terminal.processes.list().processes.contains { $0.id == foreign || $0.id == getpid() })
                    for id in [foreign, other.processID, 1, getpid(), getppid(), 0, -1, -own, Int32.max, Int32.min] {
                        #expect(terminal.processes.signal(id, SIGKILL) == .notFound, "\(id)")
                    }
                    #expect(terminal.processes.signal(own, 0) == .sent)
                    #expect(ProcessRecord(of: foreign)?.isZombie == false)
                }
            }
        }

        @Test func signalsArrive() async throws {
            let script = "sleep 1000 & echo id=$!; wait $!; echo waited=$?; sleep 1000"
            try await withSession(script, printing: ["id"]) { terminal, ids in
                let id = try #require(ids["id"])
                #expect(terminal.processes.signal(id, SIGSTOP) == .sent)
                try await eventually("it is stopped") {
                    terminal.processes.list().processes.first { $0.id == id }?.state == .stopped
                }
                #expect(terminal.processes.signal(id, SIGCONT) == .sent)
                #expect(terminal.processes.signal(id, SIGKILL) == .sent)
                try await eventually("it is gone") { ProcessRecord(of: id) == nil }
                #expect(terminal.processes.signal(id, SIGKILL) == .notFound)
            }
        }

        @Test func aZombieIsListedAndTakesNoSignal() async throws {
            // It ends once the shell has turned into a program that never asks for its child.
            let child = "sh -c 'until grep -q sleep /proc/$PPID/comm; do :; done' & "
            try await withSession(child + "echo id=$!; exec sleep 1000", printing: ["id"]) { terminal, ids in
                let id = try #require(ids["id"])
                try await eventually("it has ended") {
                    terminal.processes.list().processes.first { $0.id == id }?.state == .ended
                }
                #expect(terminal.processes.list().processes.first { $0.id == id }?.command == [])
                #expect(terminal.processes.signal(id, SIGKILL) == .notFound)
            }
        }

        @Test func whoseLeaderIsGoneGoesOnUntilNobodyIsLeft() async throws {
            let terminal = try await spawnShell(
                "trap '' HUP TERM; sleep 1000 & echo id=$!",
                ladder: EndLadderDurations(hangUpToTerminate: .milliseconds(50), terminateToKill: .seconds(600)))
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            _ = try await recorder.waitForExit()
            let id = try #require(recorder.printed["id"])
            // The shell has ended and is not reaped; what it left is the session.
            #expect(terminal.processes.list().processes.map(\.id) == [id])
            #expect(terminal.processes.family(limit: 9).isEmpty && terminal.processes.workingDirectory() == nil)
            #expect(terminal.processes.signal(id, SIGKILL) == .sent)
            await terminal.closed()
            #expect(terminal.processes.list().processes.isEmpty && terminal.processes.list().total == 0)
            #expect(terminal.processes.signal(terminal.processID, SIGKILL) == .notFound)
        }

        /// A session whose number has gone to somebody else: told apart by when the leader was started.
        @Test func aNumberThatWasGivenAgainIsNotTheSession() async throws {
            try await withSession("sleep 1000 & echo id=$!; wait", printing: ["id"]) { terminal, ids in
                let stale = SessionProcesses(leaderID: terminal.processID, startTicks: 1)
                let id = try #require(ids["id"])
                #expect(stale.list().total == 0 && stale.family(limit: 9).isEmpty)
                #expect(stale.signal(id, 0) == .notFound && stale.signal(terminal.processID, 0) == .notFound)
                #expect(stale.workingDirectory() == nil && SessionProcesses.none.list().total == 0)
            }
        }

        @Test func tellsWhereItIs() async throws {
            try await withSession("cd /usr; echo ready=1; sleep 1000", printing: ["ready"]) { terminal, _ in
                #expect(terminal.processes.workingDirectory() == "/usr")
            }
            // A shell with job control puts the program in the foreground, which is elsewhere.
            try await withSession("set -m; cd /usr; sh -c 'cd /etc; echo ready=1; sleep 1000'; :", printing: ["ready"])
            { terminal, _ in
                #expect(terminal.processes.workingDirectory() == "/etc")
            }
        }
    }
}

extension Recorder {
    /// Of lines such as `word=123`, the numbers by the words. A line that is not whole yet is none.
    fileprivate var printed: [String: Int32] {
        text.split(whereSeparator: \.isNewline).dropLast(text.last?.isNewline == true ? 0 : 1)
            .reduce(into: [:]) { numbers, line in
                let parts = line.split(separator: "=")
                guard parts.count == 2, let number = Int32(parts[1]) else { return }
                numbers[String(parts[0])] = number
            }
    }
}

private func secondsSinceBoot() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return time.tv_sec
}
