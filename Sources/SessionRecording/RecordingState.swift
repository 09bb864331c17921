internal import PseudoTerminal
internal import Sessions
internal import TerminalProtocol

/// What stands in a recording's file when, and when it is full. A value, so that lines that could not be written can be
/// taken back together with what they changed.
struct RecordingState: Sendable {
    enum Event: Sendable {
        case output([UInt8])
        case resize(TerminalSize)
        /// This many bytes of output are not recorded.
        case gap(Int)
        case exit(ExitStatus)
    }

    /// For the marker that says that the recording is full, and the end.
    static let reservedBytes = 256

    private let maximumBytes: Int
    private(set) var bytes: Int
    private(set) var isFull = false
    private var text = TextAssembler()
    private let start: Int64
    /// When the last event was, in microseconds since the start.
    private var last: Int64 = 0

    /// - Parameters:
    ///   - headerBytes: what is in the file already.
    ///   - maximumBytes: the bound on the file.
    ///   - start: of the monotonic clock, in nanoseconds.
    init(headerBytes: Int, maximumBytes: Int, start: Int64) {
        bytes = headerBytes
        self.maximumBytes = maximumBytes
        self.start = start
    }

    /// The lines that an event adds.
    mutating func lines(for event: Event, at time: Int64) -> [UInt8] {
        // Differences of rounded times, not rounded differences: those would add up to something else.
        let now = max((time - start) / 1000, last)
        var lines: [UInt8] = []
        switch event {
        case .output(let bytes):
            let text = text.add(bytes)
            if !text.isEmpty { add(.output, text, now, to: &lines) }
        case .resize(let size):
            add(.resize, "\(size.cols)x\(size.rows)", now, to: &lines)
        case .gap(let count):
            flush(now, to: &lines)
            add(.marker, "gap: \(count) bytes are not recorded", now, to: &lines)
        case .exit(let status):
            flush(now, to: &lines)
            append(.exit, Asciicast.exitCode(status), now, to: &lines)
        }
        return lines
    }

    /// What waits for its rest waits in vain.
    private mutating func flush(_ now: Int64, to lines: inout [UInt8]) {
        let rest = text.finish()
        if !rest.isEmpty { add(.output, rest, now, to: &lines) }
    }

    private mutating func add(_ code: Asciicast.Code, _ data: String, _ now: Int64, to lines: inout [UInt8]) {
        guard !isFull else { return }
        let line = Asciicast.event(after: now - last, code, data)
        guard bytes + line.count <= maximumBytes - Self.reservedBytes else {
            isFull = true
            return append(.marker, "the recording has reached its limit of \(maximumBytes) bytes", now, to: &lines)
        }
        append(line, now, to: &lines)
    }

    private mutating func append(_ code: Asciicast.Code, _ data: String, _ now: Int64, to lines: inout [UInt8]) {
        append(Asciicast.event(after: now - last, code, data), now, to: &lines)
    }

    private mutating func append(_ line: [UInt8], _ now: Int64, to lines: inout [UInt8]) {
        lines += line
        bytes += line.count
        last = now
    }
}
