import NIOPosix
import Testing

@testable import PseudoTerminal

@Suite struct ProcessStatTests {
    private static let tail = " 17 4242 4242 34816 4242 4194560 1 2 3 4 5 6 7 8 20 0 "

    @Test(arguments: ["cat", "a b", ") R 1 (", "(((", "))) Z 9", ""]) func nameMayHoldAnything(name: String) {
        let stat = ProcessStat(line: Array("123 (\(name)) T\(Self.tail)3 0 99 1 2".utf8))
        #expect(stat?.state == UInt8(ascii: "T"))
        #expect(stat?.parent == 17)
        #expect(stat?.threads == 3)
        #expect(stat?.isZombie == false)
    }

    @Test func zombieOnlyWithoutOtherThreads() {
        #expect(ProcessStat(line: Array("1 (x) Z\(Self.tail)1 0".utf8))?.isZombie == true)
        #expect(ProcessStat(line: Array("1 (x) Z\(Self.tail)2 0".utf8))?.isZombie == false)
    }

    @Test func refusesWhatIsNoSuchLine() {
        for line in ["", "1", "1 (x", "1 (x)", "1 (x) R 1 2", "1 (x) R a\(Self.tail)1", "1 (x) R\(Self.tail)x"] {
            #expect(ProcessStat(line: Array(line.utf8)) == nil, "\(line)")
        }
    }
}

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
