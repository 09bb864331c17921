import Glibc
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import PseudoTerminal

/// A handler that keeps everything, and notices calls that the contract forbids.
final class Recorder: TerminalHandler {
    struct State: Sendable {
        var output: [UInt8] = []
        var batches = 0
        var drained = 0
        var status: PseudoTerminal.ExitStatus?
        var violations: [String] = []
        /// From this length on output is counted only.
        var keeping = Int.max
        var received = 0
    }

    private let state = Mutex(State())
    private let isInside = Atomic(false)

    var now: State { state.withLock { $0 } }
    var text: String { String(decoding: now.output, as: UTF8.self) }

    init(keeping: Int = .max) {
        state.withLock { $0.keeping = keeping }
    }

    func terminalOutput(_ bytes: ByteBuffer) {
        record("output") {
            $0.batches += 1
            $0.received += bytes.readableBytes
            if $0.output.count < $0.keeping { $0.output += bytes.readableBytesView }
            if bytes.readableBytes == 0 { $0.violations.append("an empty batch") }
        }
    }

    func terminalInputDrained(_ count: Int) {
        record("drained") { $0.drained += count }
    }

    func terminalExited(_ status: PseudoTerminal.ExitStatus) {
        record("exited") { $0.status = status }
    }

    private func record(_ call: String, _ change: (inout State) -> Void) {
        let wasInside = isInside.exchange(true, ordering: .acquiringAndReleasing)
        state.withLock {
            if wasInside { $0.violations.append("\(call) during another call") }
            if $0.status != nil { $0.violations.append("\(call) after the exit") }
            change(&$0)
        }
        isInside.store(false, ordering: .releasing)
    }

    /// Waits until `condition` holds; a test fails here only when it does not within half a minute.
    func wait(
        for what: String, sourceLocation: SourceLocation = #_sourceLocation, _ condition: (State) -> Bool
    ) async throws {
        try await eventually(what, sourceLocation: sourceLocation) { condition(now) }
    }

    func waitForExit(sourceLocation: SourceLocation = #_sourceLocation) async throws -> PseudoTerminal.ExitStatus? {
        try await wait(for: "exit", sourceLocation: sourceLocation) { $0.status != nil }
        let state = now
        #expect(state.violations == [], sourceLocation: sourceLocation)
        return state.status
    }
}

/// Waits until `condition` holds, for at most 30 s.
func eventually(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !condition() {
        guard ContinuousClock.now < deadline else {
            Issue.record("waited in vain for: \(what)", sourceLocation: sourceLocation)
            throw CancellationError()
        }
        try await Task.sleep(for: .milliseconds(1))
    }
}

/// Runs `/bin/sh -c script` on a terminal, without starting to read.
func spawnShell(
    _ script: String, ladder: EndLadderDurations = .short, environment: [String: String] = [:]
) async throws(SpawnError) -> ForkedTerminal {
    var environment = environment
    environment["PATH"] = "/usr/local/bin:/usr/bin:/bin"
    let command = TerminalCommand(
        executable: "/bin/sh", arguments: ["sh", "-c", script], environment: environment, workingDirectory: "/",
        size: WindowSize(columns: 80, rows: 24))
    return try await spawn(command, ladder: ladder)
}

func spawn(
    _ command: TerminalCommand, ladder: EndLadderDurations = .short
) async throws(SpawnError) -> ForkedTerminal {
    let terminal = try await ForkedTerminalSpawner(ladder: ladder).spawn(command)
    guard let forked = terminal as? ForkedTerminal else {
        throw SpawnError(reason: "test", errno: 0, description: "not a ForkedTerminal")
    }
    return forked
}

/// Runs a script to its end and returns what it printed.
func run(
    _ script: String, environment: [String: String] = [:]
) async throws -> (text: String, status: PseudoTerminal.ExitStatus?) {
    let terminal = try await spawnShell(script, environment: environment)
    let recorder = Recorder()
    terminal.start(on: MultiThreadedEventLoopGroup.singleton.any(), handler: recorder)
    let status = try await recorder.waitForExit()
    await terminal.closed()
    return (recorder.text, status)
}

extension EndLadderDurations {
    /// For tests, which have no two seconds.
    static let short = EndLadderDurations(
        hangUpToTerminate: .milliseconds(50), terminateToKill: .milliseconds(50))
}

/// What is open.
enum Descriptors {
    static let highest: Int32 = 8192

    /// Those of this process.
    static var count: Int { (0..<highest).count { fcntl($0, F_GETFD) >= 0 } }

    /// Those of this process that belong to the terminal with this master, which must be open: master and slave.
    static func all(ofTerminal master: Int32) -> [Int32] {
        let number = terminalNumber(master)
        return (0..<highest).filter { terminalNumber($0) == number || slaveNumber($0) == number }
    }

    /// N of /dev/pts/N, for a master.
    private static func terminalNumber(_ descriptor: Int32) -> UInt32? {
        var number: UInt32 = 0
        return ioctl(descriptor, UInt(0x8004_5430), &number) == 0 ? number : nil
    }

    /// N of /dev/pts/N, for a slave: the minor number of major 136.
    private static func slaveNumber(_ descriptor: Int32) -> UInt32? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFCHR,
            (status.st_rdev >> 8) & 0xfff == 136
        else { return nil }
        return UInt32(truncatingIfNeeded: status.st_rdev & 0xff)
    }

    /// Terminals of the whole machine.
    static var machineTerminals: Int {
        guard let file = fopen("/proc/sys/kernel/pty/nr", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 32)
        guard fgets(&line, 32, file) != nil else { return 0 }
        return Int(strtol(line, nil, 10))
    }
}

/// Tests with real processes. One at a time: together they would make each other slow.
@Suite(.serialized) struct RealTerminals {}
