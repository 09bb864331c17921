import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import PseudoTerminal

extension RealTerminals {
    /// A hang-up that is over before NIO reads trips a precondition there and ends the server: any user can make one
    /// by closing every descriptor of the terminal and opening it again by its path. The slave that the server keeps
    /// open prevents it.
    @Suite(.serialized) struct ReopenAttackTests {
        @Test(arguments: [false, true]) func closingAndReopeningTheTerminalDoesNoHarm(printing: Bool) async throws {
            let script = """
                use POSIX ();
                my $path = POSIX::ttyname(0);
                for my $turn (1 .. 100_000) {
                    POSIX::close($_) for 0 .. 2;
                    for (0 .. 2) { defined POSIX::open($path, 2) or exit 8 }
                    POSIX::write(1, "x", 1) if $ENV{PRINTING};
                }
                POSIX::write(1, "survived", 8);
                POSIX::_exit(3);
                """
            let terminal = try await spawnShell(
                "stty raw -echo; exec perl -e \"$SCRIPT\"",
                environment: printing ? ["SCRIPT": script, "PRINTING": "1"] : ["SCRIPT": script])
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            #expect(try await recorder.waitForExit() == .exited(code: 3))
            #expect(recorder.text == String(repeating: "x", count: printing ? 100_000 : 0) + "survived")
            await terminal.closed()
        }

        #if arch(x86_64)
        /// A privileged user can hang the terminal up for everybody, our slave included. 153 is vhangup on this
        /// architecture.
        @Test(.enabled(if: geteuid() == 0)) func hangingTheTerminalUpDoesNoHarm() async throws {
            let script = """
                use POSIX ();
                $SIG{HUP} = 'IGNORE';
                my $path = POSIX::ttyname(0);
                for my $turn (1 .. 200) {
                    syscall(153) == 0 or exit 8;
                    POSIX::close($_) for 0 .. 2;
                    for (0 .. 2) { defined POSIX::open($path, 2) or exit 9 }
                }
                POSIX::_exit(3);
                """
            let terminal = try await spawnShell("exec perl -e \"$SCRIPT\"", environment: ["SCRIPT": script])
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            #expect(try await recorder.waitForExit() == .exited(code: 3))
            await terminal.closed()
            #expect(try await run("echo alive").text == "alive\r\n")
        }
        #endif
    }
}
