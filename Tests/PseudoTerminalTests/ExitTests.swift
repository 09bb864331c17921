import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import PseudoTerminal

extension RealTerminals {
    @Suite(.serialized) struct ExitTests {
        @Test func thousandTimesTheLastByteThenTheExit() async throws {
            let wrong = try await withThrowingTaskGroup(of: String?.self) { group in
                var wrong: [String] = []
                for index in 0..<1000 {
                    if index >= 8, let result = try await group.next(), let text = result { wrong.append(text) }
                    group.addTask {
                        let (text, status) = try await run("printf X; exit 3")
                        return text == "X" && status == .exited(code: 3) ? nil : "\(text) \(String(describing: status))"
                    }
                }
                for try await case let text? in group { wrong.append(text) }
                return wrong
            }
            #expect(wrong == [])
        }

        @Test func signalIsTold() async throws {
            #expect(try await run("kill -SEGV $$").status == .signalled(signal: SIGSEGV))
            #expect(try await run("exit 255").status == .exited(code: 255))
        }

        @Test func outputOfAPausedTerminalComesBeforeTheExit() async throws {
            let terminal = try await spawnShell("head -c 3000 /dev/zero | tr '\\0' x; exit 3")
            let recorder = Recorder()
            terminal.pauseOutput()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            #expect(try await recorder.waitForExit() == .exited(code: 3))
            #expect(recorder.now.received == 3000)
            await terminal.closed()
        }

        @Test func floodingBackgroundProcessDoesNotHoldUpTheExit() async throws {
            let terminal = try await spawnShell("(trap '' HUP TERM; exec yes) & exit 5")
            let recorder = Recorder(keeping: 0)
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            #expect(try await recorder.waitForExit() == .exited(code: 5))
            await terminal.closed()
            #expect(ProcessTable.members(of: [terminal.processID]).isEmpty)
        }

        @Test func endClimbsTheLadderForTheWholeSession() async throws {
            // Ignore everything; one in a group of its own, one stopped.
            let terminal = try await spawnShell(
                """
                trap '' HUP TERM INT
                (set -m; sleep 1000 & sleep 1000 & kill -STOP $!; echo ready; wait) &
                while :; do sleep 1000; done
                """)
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            try await recorder.wait(for: "ready") { $0.received >= 7 }
            try await eventually("five processes") { members(terminal) >= 5 }
            terminal.end()
            terminal.end()
            #expect(try await recorder.waitForExit() == .signalled(signal: SIGKILL))
            await terminal.closed()
            await terminal.closed()
            #expect(members(terminal) == 0)
            #expect(waitpid(terminal.processID, nil, WNOHANG) == -1, "reaped")
        }

        @Test func hangUpIsEnoughForAShellThatObeys() async throws {
            let terminal = try await spawnShell(
                "trap 'echo bye; exit 6' HUP; echo ready; while :; do sleep 0.01; done",
                ladder: EndLadderDurations(hangUpToTerminate: .seconds(60), terminateToKill: .seconds(60)))
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            try await recorder.wait(for: "ready") { $0.received >= 7 }
            terminal.end()
            #expect(try await recorder.waitForExit() == .exited(code: 6))
            #expect(recorder.text.hasSuffix("bye\r\n"))
            await terminal.closed()
        }

        /// bash did not hear the only HUP when it came just before bash first waited for a key, ignored TERM as it always
        /// does, and was killed after five seconds.
        @Test func aLeaderThatMissesTheFirstHangUpGetsAnother() async throws {
            let terminal = try await spawnShell(
                "trap 'trap \"exit 7\" HUP' HUP; echo ready; while :; do sleep 0.01; done",
                ladder: EndLadderDurations(hangUpToTerminate: .seconds(60), terminateToKill: .seconds(60)))
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            try await recorder.wait(for: "ready") { $0.received >= 7 }
            terminal.end()
            #expect(try await recorder.waitForExit() == .exited(code: 7))
            await terminal.closed()
        }

        @Test func endedBeforeStarted() async throws {
            let terminal = try await spawnShell("yes")
            terminal.end()
            await terminal.closed()
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            #expect(try await recorder.waitForExit() == .signalled(signal: SIGHUP))
            // All of this is for a terminal that is gone.
            #expect(terminal.write(ByteBuffer(string: "x")) == 0)
            #expect(!terminal.signalForeground(SIGINT))
            terminal.resize(WindowSize(columns: 1, rows: 1))
            terminal.pauseOutput()
            terminal.resumeOutput()
            terminal.limitOutput(bytesPerSecond: 1)
            terminal.end()
        }

        /// Not `killAll` itself: other suites of this process have terminals too.
        @Test func killingSessionsSparesNobody() async throws {
            var terminals: [(ForkedTerminal, Recorder)] = []
            for _ in 0..<3 {
                let terminal = try await spawnShell(
                    "trap '' HUP TERM; sleep 1000 & echo ready; while :; do sleep 1000; done")
                let recorder = Recorder()
                terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
                try await recorder.wait(for: "ready") { $0.received >= 7 }
                terminals.append((terminal, recorder))
            }
            LiveSessions.kill(Set(terminals.map(\.0.processID)))
            for (terminal, recorder) in terminals {
                #expect(try await recorder.waitForExit() == .signalled(signal: SIGKILL))
                await terminal.closed()
            }
        }

        /// So many that one descriptor left behind by each stands out, whatever other suites have open meanwhile.
        @Test func nothingIsLeftBehind() async throws {
            let rounds = 200
            let descriptors = Descriptors.count
            let terminals = Descriptors.machineTerminals
            try await withThrowingTaskGroup(of: Void.self) { group in
                for round in 0..<rounds {
                    if round >= 8 { _ = try await group.next() }
                    group.addTask { try await self.beginAndEnd(round) }
                }
                try await group.waitForAll()
            }
            try await eventually("as few descriptors as before") { Descriptors.count < descriptors + rounds / 2 }
            try await eventually("as few terminals as before") {
                Descriptors.machineTerminals < terminals + rounds / 2
            }
        }

        /// One terminal; every second is ended before it could do anything, every fourth could not even be made.
        private func beginAndEnd(_ round: Int) async throws {
            if round % 4 == 3 {
                let command = TerminalCommand(
                    executable: "/bin/nope", arguments: ["nope"], environment: [:], workingDirectory: "/",
                    size: WindowSize(columns: 80, rows: 24))
                await #expect(throws: SpawnError.self) { try await spawn(command) }
                return
            }
            let terminal = try await spawnShell("(trap '' HUP; sleep 1000) & echo x; read line")
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            if round % 2 == 0 { try await recorder.wait(for: "x") { $0.received > 0 } }
            terminal.end()
            _ = try await recorder.waitForExit()
            await terminal.closed()
            #expect(members(terminal) == 0)
            #expect(waitpid(terminal.processID, nil, WNOHANG) == -1, "a zombie")
        }

        private func members(_ terminal: ForkedTerminal) -> Int {
            ProcessTable.members(of: [terminal.processID])[terminal.processID]?.count ?? 0
        }
    }
}
