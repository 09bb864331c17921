/// What `/proc/<pid>/stat` says about a process, as far as people want to know it. Times are in clock ticks.
struct ProcessRecord: Sendable, Hashable {
    var id: Int32
    /// What the kernel calls it: the first 15 bytes of the program's name, which it may change.
    var name: String
    /// R, S, D, T, Z, …
    var state: UInt8
    var parent: Int32
    /// The kernel session.
    var session: Int32
    /// The foreground process group of its terminal; -1 without one.
    var foregroundGroup: Int32
    var threads: Int32
    /// In user and in kernel mode together.
    var cpuTicks: UInt64
    /// Since the machine was started.
    var startTicks: UInt64
    var residentPages: UInt64

    /// Ended, and waiting for its parent to notice. A process whose first thread alone has ended is a Z too, but
    /// still counts its other threads.
    var isZombie: Bool { (state == UInt8(ascii: "Z") || state == UInt8(ascii: "X")) && threads <= 1 }

    /// Nil when `line` is not such a line. The name in it is in parentheses and may hold blanks and parentheses.
    init?(line: some Collection<UInt8>) {
        let bytes = Array(line)
        guard let begin = bytes.firstIndex(of: UInt8(ascii: "(")), let end = bytes.lastIndex(of: UInt8(ascii: ")")),
            begin < end, let id = Int32(String(decoding: bytes[..<begin].dropLast(), as: UTF8.self))
        else { return nil }
        let fields = bytes[(end + 1)...].split(separator: UInt8(ascii: " "))
        func number<Number: FixedWidthInteger>(_ index: Int) -> Number? {
            Number(String(decoding: fields[index], as: UTF8.self))
        }
        // After the name: state ppid pgrp session tty tpgid flags 4×faults utime stime 2×times priority nice
        // num_threads itrealvalue starttime vsize rss
        guard fields.count > 21, let state = fields[0].first, let parent: Int32 = number(1),
            let session: Int32 = number(3), let foregroundGroup: Int32 = number(5), let user: UInt64 = number(11),
            let system: UInt64 = number(12), let threads: Int32 = number(17), let start: UInt64 = number(19),
            let resident: UInt64 = number(21)
        else { return nil }
        self.id = id
        name = String(decoding: bytes[(begin + 1)..<end], as: UTF8.self)
        self.state = state
        self.parent = parent
        self.session = session
        self.foregroundGroup = foregroundGroup
        self.threads = threads
        cpuTicks = user &+ system
        startTicks = start
        residentPages = resident
    }

    /// Nil when there is no such process.
    init?(of id: Int32) {
        guard let line = ProcFile.read("/proc/\(id)/stat", atMost: 1024) else { return nil }
        self.init(line: line)
    }
}
