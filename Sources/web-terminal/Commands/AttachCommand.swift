import ArgumentParser
import Glibc
import NIOCore
import StrictJSON
import TerminalClient
import TerminalProtocol

/// `web-terminal attach`
struct AttachCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach",
        abstract: "Make this terminal a viewer of a session.",
        discussion: """
            Ctrl-] leaves, and the session runs on. A connection that is lost is made anew, and nothing is missing or \
            repeated. Without a terminal as standard input what is piped in is typed, and its end changes nothing: the \
            output goes on until the session ends. The exit code is that of the session's shell when it ends (128 and \
            the number of the signal that ended it), 0 when it was left.
            """)

    @Argument(help: ArgumentHelp("The session.", valueName: "id"), completion: .sessions)
    var id: String

    @Flag(help: "Only look on.")
    var view = false

    @Option(
        name: .customLong("detach-keys"),
        help: ArgumentHelp(
            "The keys that leave, such as ctrl-p,ctrl-q; none for none. Left out: what client.toml says, or ctrl-].",
            valueName: "keys"))
    var detachKeys: String?

    @Flag(name: .customLong("no-reconnect"), help: "End when the connection is lost.")
    var staysDisconnected = false

    @OptionGroup var options: ClientOptions

    func run() throws {
        let settings = try options.settings(detachKeys: detachKeys)
        _ = try settings.token.read()
        // Every thread from here on leaves the signals to the one that waits for them.
        let signals = AttachSignals()
        let (input, output) = (LocalTerminal(STDIN_FILENO), LocalTerminal(STDOUT_FILENO))
        let (size, firstOffset) = try beginning(output, settings)
        let wishes = Attachment.Wishes(
            sessionID: id, mode: view ? .view : .control, size: size, detachKeys: settings.detachKeys,
            inputIsTerminal: input != nil, outputIsTerminal: output != nil, firstOffset: firstOffset,
            reconnects: !staysDisconnected)
        let place = AttachPlace(input: input, isWatched: input != nil || output != nil)
        let source = settings.token
        let run = AttachmentRun(
            wishes,
            in: .init(
                address: settings.address, trust: settings.trust, token: { try? source.read() },
                // A viewer has nothing to say, but with keys it leaves.
                input: view && input == nil ? nil : STDIN_FILENO, output: STDOUT_FILENO,
                onBegin: { place.begin(id: id, keys: wishes.detachKeys) }, onRemark: { place.say("\($0)") }))
        let outcome = run.start()
        signals.handle(
            resized: { if let size = output?.size { run.resize(size) } }, left: { run.leave() }, terminal: input)
        let ended = Result { try outcome.wait() }
        let restoring = (try? run.restoringSequence().wait()).map { Array($0.readableBytesView) } ?? []
        place.end(restoring)
        try finish(ended.get(), place, settings, signal: signals.received)
    }

    /// The size of the terminal that shows the output, which begins with the screen as it is. A file takes the session
    /// as it is, from the oldest byte that is in memory.
    private func beginning(
        _ output: LocalTerminal?, _ settings: ClientSettings
    ) throws -> (size: TerminalSize, offset: UInt64?) {
        if let size = output?.size { return (size, nil) }
        let session = try ServerConnection(settings).json(["sessions", id])
        let cols = session["cols"]?.integerValue.flatMap { Int(exactly: $0) } ?? 80
        let rows = session["rows"]?.integerValue.flatMap { Int(exactly: $0) } ?? 24
        let size = try TerminalSize(cols: cols, rows: rows).orFailure()
        guard output == nil else { return (size, nil) }
        return (size, session["output"]?["retained_from"]?.integerValue.flatMap { UInt64(exactly: $0) })
    }

    private func finish(
        _ outcome: Attachment.Outcome, _ place: AttachPlace, _ settings: ClientSettings, signal: Int32?
    ) throws {
        switch outcome {
        case .detached:
            place.conclude("detached")
            if let signal { throw CommandFailure(silentlyWith: 128 + signal) }
        case .exited(let code, let signalName):
            let status = code.map { Int32(truncatingIfNeeded: $0) & 0xFF } ?? AttachSignals.status(ofSignal: signalName)
            place.conclude(
                signalName.map { "ended by \(RawValue.escaped($0))" } ?? "exited with \(status)")
            if status != 0 { throw CommandFailure(silentlyWith: status) }
        case .failed(let error):
            throw CommandFailure(error, from: settings.address, hasToken: settings.token != .none)
        }
    }
}

extension TerminalSize? {
    fileprivate func orFailure() throws -> TerminalSize {
        guard let self else { throw CommandFailure("the session has no size", status: ProcessExit.failure) }
        return self
    }
}
