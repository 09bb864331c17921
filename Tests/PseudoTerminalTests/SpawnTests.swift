import CPseudoTerminal
import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import PseudoTerminal

extension RealTerminals {
    @Suite(.serialized) struct SpawnTests {
        @Test func childSeesExactlyWhatWasAsked() async throws {
            let command = TerminalCommand(
                executable: "/bin/sh", arguments: ["name of mine", "-c", "echo $0; pwd; stty size; env | sort"],
                environment: ["A": "1 2", "PATH": "/usr/bin:/bin"], workingDirectory: "/usr",
                size: WindowSize(columns: 101, rows: 33))
            let terminal = try await spawn(command)
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            #expect(try await recorder.waitForExit() == .exited(code: 0))
            #expect(recorder.text.hasPrefix("name of mine\r\n/usr\r\n33 101\r\nA=1 2\r\n"))
            #expect(recorder.text.contains("PATH=/usr/bin:/bin\r\nPWD=/usr\r\n"))
            await terminal.closed()
        }

        @Test func terminalIsSaneAndUTF8() async throws {
            let settings = try await run("stty -a").text
            for setting in [" iutf8", " icrnl", "isig icanon ", " echo ", "opost ", " onlcr", "intr = ^C"] {
                #expect(settings.contains(setting), "\(setting) in \(settings)")
            }
        }

        @Test func leadsItsOwnSessionInTheForeground() async throws {
            let terminal = try await spawnShell("ps -o pid=,pgid=,sid=,tpgid= -p $$ || exit 9")
            let recorder = Recorder()
            terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
            #expect(try await recorder.waitForExit() == .exited(code: 0))
            let ids = recorder.text.split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
            #expect(ids == [terminal.processID, terminal.processID, terminal.processID, terminal.processID])
            await terminal.closed()
        }

        @Test func childHasNoDescriptorButThree() async throws {
            // Neither close-on-exec, as a careless library would leave them.
            var leaked: [Int32] = [open("/dev/null", O_RDONLY), dup(0)]
            leaked.append(fcntl(leaked[0], F_DUPFD, 700))
            defer { for descriptor in leaked { close(descriptor) } }
            let text = try await run(listDescriptors).text
            #expect(text == "0\r\n1\r\n2\r\n")
        }

        @Test func childHasDefaultSignals() async throws {
            let previous = signal(SIGUSR1, SIG_IGN)
            defer { signal(SIGUSR1, previous) }
            let text = try await run("exec sed -n '/^Sig[BIC]/p' /proc/self/status").text
            let zero = "0000000000000000"
            #expect(text == "SigBlk:\t\(zero)\r\nSigIgn:\t\(zero)\r\nSigCgt:\t\(zero)\r\n")
        }

        @Test func ourDescriptorsAreCloseOnExec() async throws {
            let terminal = try await spawnShell("read line")
            let ours = Descriptors.all(ofTerminal: terminal.master)
            #expect(ours.count == 3, "master, reader, slave")
            for descriptor in ours + [terminal.pidfd] {
                #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0, "descriptor \(descriptor)")
            }
            terminal.end()
            await terminal.closed()
        }

        @Test(arguments: [
            ("/bin/nope", "/", "exec", ENOENT, "cannot run /bin/nope: No such file or directory"),
            ("/etc/passwd", "/", "exec", EACCES, "cannot run /etc/passwd: Permission denied"),
            ("/", "/", "exec", EACCES, "cannot run /: Permission denied"),
            (
                "/bin/sh", "/nowhere", "chdir", ENOENT,
                "cannot use /nowhere as the working directory: No such file or directory"
            ),
            (
                "/bin/sh", "/etc/passwd", "chdir", ENOTDIR,
                "cannot use /etc/passwd as the working directory: Not a directory"
            ),
            ("sh", "/", "invalid_command", EINVAL, "cannot start a terminal: sh is not an absolute path"),
        ])
        func failuresAreSentences(
            executable: String, directory: String, reason: String, error: Int32, description: String
        ) async throws {
            let failure = await failure(executable: executable, directory: directory)
            #expect(failure?.reason == reason)
            #expect(failure?.errno == error)
            #expect(failure?.description == description)
        }

        @Test func refusesWhatIsNoString() async {
            for arguments in [["sh", "a\0b"], []] {
                let failure = await failure(executable: "/bin/sh", directory: "/", arguments: arguments)
                #expect(failure?.reason == "invalid_command")
            }
            for name in ["", "A=B", "A\0"] {
                let failure = await failure(executable: "/bin/sh", directory: "/", environment: [name: "x"])
                #expect(failure?.reason == "invalid_command")
            }
        }

        /// Not by a limit on this process, which other suites would meet.
        @Test(arguments: [CPTY_STEP_PIPE, CPTY_STEP_FORKPTY, CPTY_STEP_SLAVE, CPTY_STEP_PIDFD], [EMFILE, ENFILE])
        func runningOutOfDescriptorsHasAName(step: cpty_step, error: Int32) {
            let command = TerminalCommand(
                executable: "/bin/sh", arguments: ["sh"], environment: [:], workingDirectory: "/",
                size: WindowSize(columns: 80, rows: 24))
            let failure = SpawnError(cpty_failure(step: Int32(step.rawValue), error: error), running: command)
            #expect(failure.reason == "descriptor_limit")
            #expect(failure.description.contains("Too many open files"))
        }

        @Test func fiftyAtATime() async throws {
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await run("tty; \(listDescriptors)").text }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(texts.count == 50)
            #expect(texts.allSatisfy { $0.hasPrefix("/dev/pts/") && $0.hasSuffix("\r\n0\r\n1\r\n2\r\n") })
        }

        /// The shell's own, without the one that it lists them with.
        private var listDescriptors: String { "for f in /proc/$$/fd/*; do [ -e $f ] && echo ${f##*/}; done" }

        private func failure(
            executable: String, directory: String, arguments: [String] = ["x"], environment: [String: String] = [:]
        ) async -> SpawnError? {
            let command = TerminalCommand(
                executable: executable, arguments: arguments, environment: environment, workingDirectory: directory,
                size: WindowSize(columns: 80, rows: 24))
            do throws(SpawnError) {
                let terminal = try await spawn(command)
                terminal.end()
                await terminal.closed()
                return nil
            } catch {
                return error
            }
        }
    }
}
