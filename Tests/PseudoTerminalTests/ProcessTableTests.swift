import NIOPosix
import Testing

@testable import PseudoTerminal

extension RealTerminals {
    @Suite(.serialized) struct ProcessTableTests {
        /// Of a shell, which leads a session of its own. It was asked of the tests' own session, whose id is 0 for a
        /// process that was started from outside its process namespace, as those of most containers are.
        @Test func findsTheMembersOfASession() async throws {
            let terminal = try await spawnShell("sleep 1000 & echo ready; wait")
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            try await recorder.wait(for: "ready") { $0.received >= 7 }
            let shell = terminal.processID
            let members = ProcessTable.members(of: [shell])
            #expect(members.keys.sorted() == [shell])
            #expect(members[shell]?.count == 2)
            #expect(members[shell]?.contains(shell) == true)
            #expect(ProcessTable.members(of: []).isEmpty)
            #expect(ProcessTable.members(of: [0]).isEmpty)
            terminal.end()
            await terminal.closed()
        }
    }
}
