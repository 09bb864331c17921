import Glibc
import TerminalEmulator

// The bytes that a program may print, from libFuzzer. scripts/fuzz-emulator builds and runs it.
//
// The first two bytes are the size. 0xFE, which no UTF-8 has, is followed by two more for another size, and 0xFF takes
// a snapshot and reads it.

/// libFuzzer's own main function, for programs that have one already.
@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
exit(runDriver(&count, &arguments) { data, size in fuzz(UnsafeBufferPointer(start: data, count: size)) })

func fuzz(_ input: UnsafeBufferPointer<UInt8>) -> Int32 {
    let size = input.count
    guard size >= 2 else { return 0 }
    var limits = EmulatorLimits()
    limits.scrollbackLines = 200
    limits.scrollbackBytes = 64 << 10
    limits.stringBytes = 512
    limits.links = 16
    var run = FuzzRun(columns: Int(input[0]), rows: Int(input[1]), limits: limits)
    var position = 2
    while position < size {
        let end = input[position...].firstIndex { $0 >= 0xFE } ?? size
        run.feed(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(input)[position..<end]))
        guard end < size else { break }
        if input[end] == 0xFE, end + 2 < size {
            run.resize(columns: Int(input[end + 1]), rows: Int(input[end + 2]))
            position = end + 3
        } else {
            run.reload()
            position = end + 1
        }
    }
    run.check()
    return 0
}

/// What has to hold whatever was fed. A failed precondition is a finding.
private struct FuzzRun {
    private var emulator: TerminalEmulator
    private let limits: EmulatorLimits
    /// The largest size it has had.
    private var columns: Int
    private var rows: Int

    init(columns: Int, rows: Int, limits: EmulatorLimits) {
        emulator = TerminalEmulator(columns: columns, rows: rows, limits: limits)
        self.limits = limits
        (self.columns, self.rows) = (emulator.columns, emulator.rows)
    }

    mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        emulator.feed(bytes)
        precondition(emulator.takeReplies().count <= limits.replyBytes)
        _ = emulator.takeEffects()
    }

    mutating func resize(columns: Int, rows: Int) {
        emulator.resize(columns: columns, rows: rows)
        (self.columns, self.rows) = (max(self.columns, emulator.columns), max(self.rows, emulator.rows))
    }

    /// Who reads a snapshot is asked for no answer.
    mutating func reload() {
        var reader = TerminalEmulator(columns: emulator.columns, rows: emulator.rows, limits: limits)
        reader.feed(emulator.snapshot(limitBytes: 64 << 10))
        precondition(reader.takeReplies().isEmpty)
        precondition(reader.cursor.row == emulator.cursor.row)
        emulator = reader
    }

    mutating func check() {
        precondition(emulator.memoryBytes <= limits.memoryBound(columns: columns, rows: rows))
        precondition(emulator.cursor.row < emulator.rows && emulator.cursor.column < emulator.columns)
        precondition(emulator.scrollbackLines <= limits.scrollbackLines)
        _ = emulator.text()
        _ = emulator.ansi()
        _ = emulator.html()
        _ = emulator.json()
    }
}
