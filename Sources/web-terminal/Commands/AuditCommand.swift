import ArgumentParser
import AuditTrail

/// `web-terminal audit …`
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Check an audit trail.", subcommands: [Verify.self])

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Say whether something of an audit trail is missing or was changed.",
            discussion: """
                Files that log rotation made of one trail are given together, the oldest first. \
                Exit code 0: the chain is whole; 1: it is broken, and where; 2: a file cannot be read.
                """)

        @Option(
            help: ArgumentHelp(
                "The hash that the last line has to have, noted elsewhere: a cut-off end cannot be told otherwise.",
                valueName: "hash"))
        var last: String?

        @Argument(help: ArgumentHelp("The files, the oldest first.", valueName: "file"))
        var files: [String]

        func run() throws {
            var verifier = AuditVerifier()
            for path in files {
                verifier.begin(file: RawValue.escaped(path, limit: 200))
                do throws(FileError) {
                    try LineReader.read(path) { line, isWhole in verifier.read(line, isWhole: isWhole) }
                } catch {
                    throw CommandFailure("\(error)")
                }
            }
            verifier.finish()
            verifier.findings.forEach { Console.printLine("\($0)") }
            var isBroken = verifier.isBroken
            if let last, verifier.head?.hash != last {
                isBroken = true
                let shown = RawValue.escaped(last, limit: 64)
                Console.printLine("BROKEN: the last line is not the one with the hash \(shown)")
            }
            guard !isBroken else { throw CommandFailure("the audit trail is broken", status: ProcessExit.failure) }
            guard let head = verifier.head else { return }
            Console.printLine("OK: \(verifier.lines) lines, up to event \(head.sequence) with the hash \(head.hash)")
        }
    }
}
