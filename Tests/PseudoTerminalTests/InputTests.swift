import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import PseudoTerminal

extension RealTerminals {
    @Suite(.serialized) struct InputTests {
        @Test func allByteValuesPassBothWays() async throws {
            let terminal = try await spawnShell("stty raw -echo; echo ready; exec cat")
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            try await recorder.wait(for: "ready") { $0.received == 6 }
            let bytes = (0...255).map { UInt8($0) }
            #expect(terminal.write(ByteBuffer(bytes: bytes)) == 0)
            try await recorder.wait(for: "echo") { $0.received == 6 + 256 }
            #expect(Array(recorder.now.output.dropFirst(6)) == bytes)
            terminal.end()
            _ = try await recorder.waitForExit()
            await terminal.closed()
        }

        @Test func inputThatHasToWaitKeepsItsOrder() async throws {
            // It reads when it is told to, by a signal, which overtakes what is queued.
            let terminal = try await spawnShell(
                """
                trap 'go=on' WINCH; stty raw -echo; echo ready; until [ -n "$go" ]; do sleep 0.01; done
                exec cksum <<EOF
                $(head -c 1000000)
                EOF
                """)
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            try await recorder.wait(for: "ready") { $0.received == 6 }
            let line = Array("0123456789abcdefghijklmnopqrstuvwxyz-\n".utf8)
            let bytes = Array((0..<30_000).flatMap { _ in line }.prefix(1_000_000 - 1)) + [UInt8(ascii: "x")]
            var queued = 0
            for start in stride(from: 0, to: bytes.count, by: 10_000) {
                queued += terminal.write(ByteBuffer(bytes: bytes[start..<min(start + 10_000, bytes.count)]))
            }
            #expect(queued > 900_000, "the kernel takes some 20 KB")
            terminal.resize(WindowSize(columns: 99, rows: 9))
            #expect(try await recorder.waitForExit() == .exited(code: 0))
            #expect(recorder.now.drained == queued)
            // The here-document adds a line feed.
            let expected = try await run(
                "yes 0123456789abcdefghijklmnopqrstuvwxyz- | head -c 999999 >$F; printf 'x\\n' >>$F; cksum <$F; rm $F",
                environment: ["F": "/tmp/pseudo-terminal-\(getpid())"]
            ).text
            let sum = expected.prefix { !$0.isNewline }
            #expect(recorder.text.contains(sum))
            await terminal.closed()
        }

        @Test func signalsAndSizesOvertakeQueuedInput() async throws {
            let terminal = try await spawnShell(
                """
                trap 'stty size' WINCH; trap 'echo int; exit 2' INT
                stty raw -echo; echo ready; while :; do sleep 0.01; done
                """)
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            try await recorder.wait(for: "ready") { $0.received == 6 }
            let queued = terminal.write(ByteBuffer(repeating: UInt8(ascii: "a"), count: 200_000))
            #expect(queued > 100_000)
            terminal.resize(WindowSize(columns: 33, rows: 11))
            try await recorder.wait(for: "size") { String(decoding: $0.output, as: UTF8.self).contains("11 33") }
            #expect(terminal.signalForeground(SIGINT))
            #expect(try await recorder.waitForExit() == .exited(code: 2))
            #expect(recorder.now.drained == queued, "the rest was given up")
            await terminal.closed()
        }

        @Test(arguments: [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGKILL, SIGUSR1])
        func signalReachesTheForegroundGroup(signal: Int32) async throws {
            // Job control, so that the group is not the shell's own; which tells how its child ended.
            let terminal = try await spawnShell(
                "set -m; ulimit -c 0; trap : INT; (echo ready; exec sleep 1000); echo status $?; exit 0")
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            try await recorder.wait(for: "ready") { $0.received >= 7 }
            #expect(terminal.signalForeground(signal))
            #expect(try await recorder.waitForExit() == .exited(code: 0))
            #expect(recorder.text.contains("status \(128 + signal)"))
            await terminal.closed()
        }

        @Test func stopsAndContinues() async throws {
            let terminal = try await spawnShell("echo ready; exec yes")
            let recorder = Recorder(keeping: 0)
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            try await recorder.wait(for: "ready") { $0.received >= 7 }
            #expect(terminal.signalForeground(SIGSTOP))
            try await eventually("stopped") {
                ProcessRecord(of: terminal.processID)?.state == UInt8(ascii: "T")
            }
            let received = recorder.now.received
            #expect(terminal.signalForeground(SIGCONT))
            // More than the kernel can have held.
            try await recorder.wait(for: "more") { $0.received > received + 1_000_000 }
            terminal.end()
            _ = try await recorder.waitForExit()
            await terminal.closed()
        }

        /// Writers, resizers and signals while terminals end: none may meet a closed or reused descriptor.
        @Test func callsRaceWithTheEnd() async throws {
            for _ in 0..<30 {
                let terminal = try await spawnShell("read line; exit 0")
                let recorder = Recorder()
                terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
                await withTaskGroup(of: Void.self) { group in
                    for worker in 0..<4 {
                        group.addTask {
                            for turn in 0..<200 {
                                switch (worker + turn) % 5 {
                                case 0: _ = terminal.write(ByteBuffer(string: turn == 100 ? "\n" : "x"))
                                case 1: terminal.resize(WindowSize(columns: UInt16(turn % 100 + 1), rows: 5))
                                case 2: terminal.signalForeground(SIGWINCH)
                                case 3: terminal.pauseOutput()
                                default: terminal.resumeOutput()
                                }
                                if turn == 150 { terminal.end() }
                            }
                        }
                    }
                }
                _ = try await recorder.waitForExit()
                await terminal.closed()
            }
        }
    }
}
