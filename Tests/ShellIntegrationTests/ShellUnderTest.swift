import CPseudoTerminal
import Glibc
import ShellIntegration
import TestKit

/// A real shell on a real terminal, with its output read by a tracker as the server would.
final class ShellUnderTest {
    /// One command that is over or not, and the bytes in its range.
    private(set) var output: [UInt8] = []
    private(set) var events: [ShellEvent] = []
    private(set) var tracker: ShellTracker
    private(set) var prompts = 0
    let home: TestDirectory
    let nonce: String
    /// Where output began that belongs to what was typed last.
    private var typedAt = 0
    private var promptsBefore = 0
    private var process = cpty_process()
    private var hasEnded = false

    init(
        _ executable: String, _ arguments: [String], files: [String: String], environment extra: [String: String]
    ) throws {
        home = TestDirectory()
        nonce = ShellLaunch.makeNonce()
        tracker = ShellTracker(nonce: nonce, limits: HistoryLimits())
        for (name, text) in files { try home.write(Array(text.utf8), to: "home/\(name)") }
        mkdir(home.path("home"), 0o700)
        mkdir(home.path("shell"), 0o700)
        var environment = [
            "HOME": home.path("home"), "PATH": "/usr/local/bin:/usr/bin:/bin", "TERM": "xterm-256color",
            "LANG": "C.UTF-8", "SHELL": executable, "USER": "tester",
        ]
        environment.merge(extra) { $1 }
        let plan = ShellLaunch.plan(
            executable: executable, arguments: [executable] + arguments, environment: environment, nonce: nonce,
            directory: home.path("shell"), workspace: home.path("home"))
        guard let plan else { throw TestFailure("no plan for \(executable) \(arguments)") }
        for file in plan.files { try home.write(file.contents, to: "shell/\(file.name)") }
        try spawn(executable, plan)
    }

    deinit {
        if !hasEnded { kill(process.pid, SIGKILL) }
        for descriptor in [process.master, process.reader, process.slave] { close(descriptor) }
        while cpty_reap(process.pidfd) == -EAGAIN { usleep(500) }
        close(process.pidfd)
    }

    private func spawn(_ executable: String, _ plan: ShellLaunch) throws {
        func pointers(_ strings: [String]) -> [UnsafeMutablePointer<CChar>?] { strings.map { strdup($0) } + [nil] }
        let arguments = pointers(plan.arguments)
        let environment = pointers(plan.environment.map { "\($0.key)=\($0.value)" })
        defer { for pointer in arguments + environment { free(pointer) } }
        var failure = cpty_failure()
        let isRunning = arguments.withUnsafeBufferPointer { arguments in
            environment.withUnsafeBufferPointer { environment in
                executable.withCString { executable in
                    home.path("home").withCString { directory in
                        var command = cpty_command(
                            executable: executable, arguments: arguments.baseAddress,
                            environment: environment.baseAddress, directory: directory, columns: 80, rows: 24)
                        return cpty_spawn(&command, &process, &failure)
                    }
                }
            }
        }
        guard isRunning else { throw TestFailure("\(executable): step \(failure.step), error \(failure.error)") }
    }

    /// What the terminal has shown, marks included.
    var text: String { String(decoding: output, as: UTF8.self) }

    func text(of command: ShellCommand) -> String {
        let end = command.outputTo ?? UInt64(output.count)
        return String(decoding: output[Int(command.outputFrom)..<Int(end)], as: UTF8.self)
    }

    /// Reads what is there. False when the shell has ended and everything has been read.
    @discardableResult func pump() -> Bool {
        guard !hasEnded else { return false }
        var value: Int32 = 0
        let isOver = cpty_exit_status(process.pidfd, &value) != 0
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(process.master, &buffer, buffer.count), count > 0 {
            let offset = UInt64(output.count)
            output += buffer[..<count]
            buffer.withUnsafeBytes {
                tracker.read(
                    UnsafeRawBufferPointer(rebasing: $0[..<count]), at: offset, now: monotonic(), wall: 0, note)
            }
        }
        if isOver {
            tracker.ended(now: monotonic(), wall: 0, note)
            hasEnded = true
        }
        return !isOver
    }

    private func note(_ event: ShellEvent) {
        if event == .promptShown { prompts += 1 }
        events.append(event)
    }

    func type(_ text: String) throws {
        typedAt = output.count
        promptsBefore = prompts
        var rest = Array(text.utf8)
        while !rest.isEmpty {
            let written = write(process.master, rest, rest.count)
            guard written > 0 else { throw TestFailure("the terminal takes no input: \(errno)") }
            rest.removeFirst(written)
        }
    }

    func wait(_ what: String, _ condition: () -> Bool) async throws {
        do {
            try await eventually(what) {
                pump()
                return condition()
            }
        } catch {
            throw TestFailure("\(error); shown last: \(String(reflecting: String(text.suffix(600))))")
        }
    }

    func perform(_ step: ShellCase.Step) async throws {
        switch step {
        case .line(let line):
            try type(line + "\r")
            try await wait("the prompt after \(line)") { prompts > promptsBefore }
        case .keys(let keys): try type(keys)
        case .press(let key):
            try type(key)
            var pressed = ContinuousClock.now
            try await wait("the prompt after a key") {
                if ContinuousClock.now - pressed > .milliseconds(500), prompts == promptsBefore {
                    _ = write(process.master, key, key.utf8.count)
                    pressed = .now
                }
                return prompts > promptsBefore
            }
        case .prompts(let count): try await wait("\(count) prompts") { prompts >= promptsBefore + count }
        case .running:
            try await wait("a command that runs") { if case .running = tracker.phase { true } else { false } }
        case .text(let text): try await wait("«\(text)»") { output[typedAt...].contains(Array(text.utf8)) }
        case .kill(let signal): kill(process.pid, signal)
        case .end: try await wait("the end") { hasEnded }
        }
    }

    private func monotonic() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
