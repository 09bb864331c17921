internal import StrictJSON

/// Checks the lines of one trail, in the order in which they were written, however many files they lie in. Pure.
public struct AuditVerifier: Sendable {
    /// Something that is to be said of a line.
    public struct Finding: Sendable, Equatable, CustomStringConvertible {
        public enum Kind: Sendable, Equatable {
            /// The chain is broken here: something was changed, taken out, added or moved.
            case broken
            /// Nothing is broken, but somebody should know.
            case note
        }

        public var kind: Kind
        /// Name of the file.
        public var file: String
        /// Counted from 1 in its file; 0: the file as a whole.
        public var line: Int
        public var text: String

        public var description: String {
            "\(file)\(line > 0 ? ":\(line)" : ""): \(kind == .broken ? "BROKEN: " : "")\(text)"
        }
    }

    /// Where the trail stands.
    private enum State {
        /// Nothing was read yet.
        case nothing
        /// The line before was good.
        case linked(AuditRecord)
        /// The line before was not: what it was linked to is unknown.
        case broken
        /// The line before has the form of a torn one; the next may vouch for it.
        case torn([UInt8], before: AuditRecord?, file: String, line: Int)
    }

    public private(set) var findings: [Finding] = []
    /// Lines that were read.
    public private(set) var lines = 0
    /// Events that the trail itself says are lost.
    public private(set) var lost: UInt64 = 0
    private var state = State.nothing
    /// The first lines of all chains so far.
    private var starts: Set<AuditHash> = []
    private var file = ""
    private var line = 0

    public init() {}

    public var isBroken: Bool { findings.contains { $0.kind == .broken } }

    /// Sequence number and hash of the last line, when it is good: to be compared with what was noted elsewhere.
    public var head: (sequence: UInt64, hash: String)? {
        if case .linked(let record) = state { (record.sequence, record.hash.description) } else { nil }
    }

    /// The next lines come from this file.
    public mutating func begin(file: String) {
        self.file = file
        line = 0
    }

    /// - Parameters:
    ///   - bytes: a line without its line feed.
    ///   - isWhole: whether there was one.
    public mutating func read(_ bytes: some Collection<UInt8>, isWhole: Bool = true) {
        line += 1
        lines += 1
        guard let record = AuditRecord(bytes) else { return readDamaged(Array(bytes), isWhole) }
        if !isWhole { note("the last line has no end") }
        switch state {
        case .nothing: begin(with: record)
        case .linked(let last): link(record, to: last)
        case .broken: break
        case .torn(let bytes, let last, let tornFile, let tornLine):
            if record.event == AuditEvent.start,
                record.fields["torn_sha256"]?.stringValue == AuditHash(of: bytes).description
            {
                add(.note, tornFile, tornLine, "is torn; the event that follows says so, and was written after a crash")
                if let last { link(record, to: last) } else { begin(with: record) }
            } else {
                add(.broken, tornFile, tornLine, "is no line of an audit trail, or was changed")
            }
        }
        state = .linked(record)
        countLost(record)
    }

    /// There are no more lines.
    public mutating func finish() {
        switch state {
        case .nothing: add(.broken, file, 0, "there is no line in it")
        case .linked(let record):
            if record.event != AuditEvent.stop {
                note(
                    "the trail does not end with \(AuditEvent.stop): the server runs, was killed, or lines are missing")
            }
        case .broken: break
        case .torn(_, _, let file, let line):
            add(.broken, file, line, "is no line of an audit trail, or was changed")
        }
    }

    // MARK: -

    private mutating func readDamaged(_ bytes: [UInt8], _ isWhole: Bool) {
        switch state {
        case .linked(let last): state = .torn(bytes, before: last, file: file, line: line)
        case .nothing: state = .torn(bytes, before: nil, file: file, line: line)
        case .torn(_, _, let tornFile, let tornLine):
            add(.broken, tornFile, tornLine, "is no line of an audit trail, or was changed")
            fallthrough
        case .broken:
            add(.broken, file, line, "is no line of an audit trail, or was changed")
            state = .broken
        }
    }

    private mutating func begin(with record: AuditRecord) {
        guard record.sequence > 1 || record.previous != .zero else { return checkStart(record) }
        note("begins with event \(record.sequence): what came before is not in these files")
    }

    private mutating func link(_ record: AuditRecord, to last: AuditRecord) {
        if record.previous == .zero, record.sequence == 1 {
            if last.event != AuditEvent.stop { note("a new chain begins, and the one before it has no end") }
            return checkStart(record)
        }
        guard record.previous == last.hash else {
            let reason =
                record.sequence == last.sequence + 1
                ? "the line before it was changed"
                : record.sequence <= last.sequence
                    ? "it is in the wrong place, or a copy"
                    : record.sequence == last.sequence + 2
                        ? "event \(last.sequence + 1) is missing"
                        : "events \(last.sequence + 1) to \(record.sequence - 1) are missing"
            return add(.broken, file, line, "does not follow the line before it: \(reason)")
        }
        let skipped = record.sequence &- last.sequence &- 1
        let told = record.event == AuditEvent.lost ? record.fields["count"]?.integerValue ?? 0 : 0
        guard record.sequence > last.sequence, skipped == UInt64(clamping: told) else {
            return add(.broken, file, line, "has the number \(record.sequence) behind \(last.sequence)")
        }
        if record.event == AuditEvent.start, last.event != AuditEvent.stop {
            note("the server started again without having stopped: it was killed, or lines are missing before this one")
        }
    }

    private mutating func checkStart(_ record: AuditRecord) {
        if !starts.insert(record.hash).inserted { add(.broken, file, line, "is a copy of another chain's first line") }
        if record.event != AuditEvent.start {
            add(.broken, file, line, "the first event of a chain has to be \(AuditEvent.start)")
        }
        if record.fields["unlinked"] == true { note("the server could not link this line to the one before it") }
    }

    private mutating func countLost(_ record: AuditRecord) {
        guard record.event == AuditEvent.lost, let count = record.fields["count"]?.integerValue, count > 0 else {
            return
        }
        lost += UInt64(count)
        note("\(count) events before this one were lost by the server itself, which could not write them")
    }

    private mutating func note(_ text: String) { add(.note, file, line, text) }

    private mutating func add(_ kind: Finding.Kind, _ file: String, _ line: Int, _ text: String) {
        findings.append(Finding(kind: kind, file: file, line: line, text: text))
    }
}
