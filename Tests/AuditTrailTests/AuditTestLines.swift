import StrictJSON

@testable import AuditTrail

/// Chains of lines without a file.
enum AuditTestLines {
    /// Lines with their line feeds.
    static func make(
        _ names: [String], user: String = "alice", after head: AuditChain.Head? = nil
    ) -> [[UInt8]] {
        var chain = AuditChain(after: head)
        var lines: [[UInt8]] = []
        for (index, name) in names.enumerated() {
            let event = AuditEvent(name, ["user_id": .string(user), "number": JSONValue(index)])
            chain.add(
                event, time: 1_769_860_800 + Double(index),
                to: { line in
                    lines.append(line)
                    return true
                })
        }
        return lines
    }

    /// A whole life of a server.
    static func life(_ count: Int, user: String = "alice", after head: AuditChain.Head? = nil) -> [[UInt8]] {
        make([AuditEvent.start] + (0..<count).map { "event_\($0)" } + [AuditEvent.stop], user: user, after: head)
    }

    static func head(of lines: [[UInt8]]) -> AuditChain.Head? {
        lines.last.flatMap { AuditRecord($0.dropLast()) }.map { AuditChain.Head(sequence: $0.sequence, hash: $0.hash) }
    }

    static func verify(_ files: [[UInt8]]...) -> AuditVerifier { verify(files: files) }

    static func verify(files: [[[UInt8]]]) -> AuditVerifier {
        var verifier = AuditVerifier()
        for (number, lines) in files.enumerated() {
            verifier.begin(file: "audit.\(number)")
            for line in lines {
                let isWhole = line.last == UInt8(ascii: "\n")
                verifier.read(isWhole ? line.dropLast() : line[...], isWhole: isWhole)
            }
        }
        verifier.finish()
        return verifier
    }
}

extension AuditVerifier {
    var breaks: [Int] { findings.filter { $0.kind == .broken }.map(\.line) }
    var notes: [String] { findings.filter { $0.kind == .note }.map(\.text) }
}
