import NIOCore
import NIOPosix
import Testing

@testable import PseudoTerminal

@Suite struct ProcessMemoryTests {
    @Test func textOfTheKernel() {
        let rollup = """
            55d0c7e00000-7ffd3b5f6000 ---p 00000000 00:00 0                          [rollup]
            Rss:                4032 kB
            Pss:                1226 kB
            Pss_Dirty:           904 kB

            """
        #expect(ProcessMemory.proportionalBytes(rollup) == 1226 * 1024)
        for text in ["", "Pss: many kB", "Pss: 12 MB", "Pss_Dirty: 12 kB"] {
            #expect(ProcessMemory.proportionalBytes(text) == nil)
        }
        #expect(ProcessMemory.unsharedBytes("1000 300 100 50 0 200 0\n", pageBytes: 4096) == 200 * 4096)
        #expect(ProcessMemory.unsharedBytes("1000 100 300 50 0 200 0\n", pageBytes: 4096) == 0)
        for text in ["", "1000", "1000 a b"] { #expect(ProcessMemory.unsharedBytes(text, pageBytes: 4096) == nil) }
    }
}

extension RealTerminals {
    @Suite(.serialized) struct ShellMemoryTests {
        /// What the kernel says of a shell, and of one that has grown and has a child.
        @Test func aShellGrows() async throws {
            // Before it has loaded itself there is next to nothing of it.
            let script =
                "echo ready; read line; x=$(head -c 20000000 /dev/zero | tr '\\0' x); sleep 1000 & echo grown; wait"
            let terminal = try await spawnShell(script)
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            let session = terminal.processID
            try await recorder.wait(for: "ready") { $0.received >= 7 }
            #expect(ProcessMemory.members(of: [session])[session] == [session])
            #expect(ProcessMemory.members(of: []).isEmpty)
            let before = ProcessMemory.bytes(of: session)
            #expect(before > 10_000)
            _ = terminal.write(ByteBuffer(string: "\n"))
            try await recorder.wait(for: "grown") { String(decoding: $0.output, as: UTF8.self).contains("grown") }
            // Until it runs its own program, the child shares half of it.
            try await eventually("the shell has grown") { ProcessMemory.bytes(of: session) > before + 15_000_000 }
            #expect(ProcessMemory.members(of: [session])[session]?.count == 2)
            #expect(ProcessMemory.bytes(of: Int32.max) == 0)
            terminal.end()
            await terminal.closed()
        }
    }
}
