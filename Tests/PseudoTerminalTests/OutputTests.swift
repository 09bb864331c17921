import Glibc
import NIOCore
import NIOPosix
import TestKit
import Testing

@testable import PseudoTerminal

extension RealTerminals {
    @Suite(.serialized) struct OutputTests {
        /// Where the terminal is read: true if by the poller.
        private func isAside(_ terminal: ForkedTerminal) -> Bool { terminal.pollerWish()?.reads == true }

        @Test func everyByteOnceAcrossPausesAndMoves() async throws {
            let bytes = randomBytes(4 * 1024 * 1024)
            let file = try TemporaryFile(bytes)
            let terminal = try await spawnShell("stty raw -echo; cat \(file.path); exit 7")
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            for part in 1...20 {
                try await recorder.wait(for: "part \(part)") {
                    $0.received >= bytes.count * part / 25 || $0.status != nil
                }
                terminal.pauseOutput()
                // Rapid changes, of which only the last counts.
                for _ in 0..<part {
                    terminal.resumeOutput()
                    terminal.pauseOutput()
                }
                if part % 5 == 0 { try await Task.sleep(for: .milliseconds(120)) }
                terminal.resumeOutput()
            }
            #expect(try await recorder.waitForExit() == .exited(code: 7))
            #expect(recorder.now.output == bytes)
            await terminal.closed()
        }

        @Test func pauseHolds() async throws {
            let terminal = try await spawnShell("exec yes")
            let recorder = Recorder(keeping: 0)
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            try await recorder.wait(for: "a flood") { $0.received > 200_000 }
            terminal.pauseOutput()
            let batches = recorder.now.batches
            try await Task.sleep(for: .milliseconds(200))
            #expect(recorder.now.batches <= batches + 1)
            terminal.resumeOutput()
            try await recorder.wait(for: "more") { $0.batches > batches + 10 }
            terminal.end()
            _ = try await recorder.waitForExit()
            await terminal.closed()
        }

        @Test func quietTerminalCanBePausedToo() async throws {
            let terminal = try await spawnShell("stty -echo; echo ready; read line; echo answer; read line")
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            try await recorder.wait(for: "ready") { $0.output == Array("ready\r\n".utf8) }
            terminal.pauseOutput()
            try await Task.sleep(for: .milliseconds(50))
            _ = terminal.write(ByteBuffer(string: "\n"))
            try await Task.sleep(for: .milliseconds(100))
            #expect(recorder.text == "ready\r\n")
            terminal.resumeOutput()
            try await recorder.wait(for: "answer") { $0.output == Array("ready\r\nanswer\r\n".utf8) }
            terminal.end()
            _ = try await recorder.waitForExit()
            await terminal.closed()
        }

        @Test func floodMovesAsideAndComesBack() async throws {
            let terminal = try await spawnShell(
                "stty -echo; echo ready; while read n; do head -c $n /dev/zero | tr '\\0' x; echo; done")
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            try await recorder.wait(for: "ready") { $0.received == 7 }
            for round in 1...5 {
                let before = recorder.now.received
                _ = terminal.write(ByteBuffer(string: "3000000\n"))
                try await eventually("aside in round \(round)") { isAside(terminal) }
                try await recorder.wait(for: "the flood of round \(round)") { $0.received == before + 3_000_002 }
                try await eventually("back on the loop in round \(round)") { !isAside(terminal) }
                _ = terminal.write(ByteBuffer(string: "1\n"))
                try await recorder.wait(for: "one byte") { $0.received == before + 3_000_002 + 3 }
                #expect(!isAside(terminal))
            }
            terminal.end()
            _ = try await recorder.waitForExit()
            await terminal.closed()
        }

        @Test func limitHolds() async throws {
            let rate = 300_000
            let terminal = try await spawnShell("exec yes")
            let recorder = Recorder(keeping: 0)
            terminal.limitOutput(bytesPerSecond: rate)
            let begin = ContinuousClock.now
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            try await recorder.wait(for: "output") { $0.received > rate / 2 }
            for _ in 0..<20 {
                let received = recorder.now.received
                let seconds = (ContinuousClock.now - begin) / .seconds(1)
                #expect(Double(received) <= seconds * Double(rate) + Double(rate) / 10 + 2 * 4096)
                try await Task.sleep(for: .milliseconds(10))
            }
            terminal.limitOutput(bytesPerSecond: 1)
            terminal.limitOutput(bytesPerSecond: nil)
            let before = recorder.now.received
            try await recorder.wait(for: "a free flood") { $0.received > before + 10 * rate }
            terminal.end()
            _ = try await recorder.waitForExit()
            await terminal.closed()
        }

        @Test func survivesItsEventLoop() async throws {
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            let terminal = try await spawnShell("stty -echo; echo ready; while read n; do echo $n; done; exit 4")
            let recorder = Recorder()
            terminal.start(on: group.next(), handler: recorder)
            try await recorder.wait(for: "ready") { $0.received == 7 }
            try await group.shutdownGracefully()
            _ = terminal.write(ByteBuffer(string: "still there\n"))
            try await recorder.wait(for: "echo") { $0.output.suffix(13) == Array("still there\r\n".utf8) }
            _ = terminal.write(ByteBuffer(string: "\u{4}"))
            #expect(try await recorder.waitForExit() == .exited(code: 4))
            await terminal.closed()
        }

        private func randomBytes(_ count: Int) -> [UInt8] {
            var random = SeededRandom(seed: 42)
            var bytes: [UInt8] = []
            bytes.reserveCapacity(count + 8)
            while bytes.count < count { withUnsafeBytes(of: random.next()) { bytes += $0 } }
            return Array(bytes.prefix(count))
        }
    }
}

/// A file that is deleted with its owner.
final class TemporaryFile {
    let path: String

    init(_ bytes: [UInt8]) throws {
        var template = Array("/tmp/pseudo-terminal-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            try #require(count > 0)
            written += count
        }
    }

    deinit { unlink(path) }
}
