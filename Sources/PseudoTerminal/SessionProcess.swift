internal import Glibc

/// A process of a session, as it was at one moment.
public struct SessionProcess: Sendable, Hashable {
    public var id: Int32
    public var parent: Int32
    /// What the kernel calls it, at most 15 bytes.
    public var name: String
    /// Its argument vector, of at most `maximumCommandBytes` in all; empty for a process that has ended. Bytes that
    /// are not UTF-8 are replaced. A program can write what it likes there.
    public var command: [String]
    /// There is more of the command.
    public var isCommandTruncated: Bool
    public var state: State
    /// In seconds since 1970, to the hundredth of a second.
    public var startedAt: Double
    /// What it has used of the processors so far.
    public var cpuSeconds: Double
    /// What it has in memory, in bytes, the pages included that it shares with others.
    public var memoryBytes: UInt64

    /// How much of a command is read, in bytes.
    public static let maximumCommandBytes = 4096

    /// What it is doing. The raw value is the API's word.
    public enum State: String, Sendable, CaseIterable {
        case running
        case sleeping
        /// Waiting for a disk or the like; no signal ends that.
        case waiting
        /// By a signal such as SIGTSTP.
        case stopped
        /// By a debugger.
        case traced
        /// Ended, and not yet noticed by its parent.
        case ended
        case other
    }
}

extension SessionProcess {
    /// - Parameters:
    ///   - record: what its stat file said.
    ///   - bootTime: when the machine was started, in seconds since 1970.
    init(_ record: ProcessRecord, bootTime: Double) {
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        id = record.id
        parent = record.parent
        name = record.name
        state = State(record.state)
        startedAt = bootTime + Double(record.startTicks) / ticks
        cpuSeconds = Double(record.cpuTicks) / ticks
        memoryBytes = record.residentPages * UInt64(sysconf(Int32(_SC_PAGESIZE)))
        // One byte more shows that there is more.
        let line = ProcFile.read("/proc/\(record.id)/cmdline", atMost: Self.maximumCommandBytes + 1) ?? []
        isCommandTruncated = line.count > Self.maximumCommandBytes
        command = Self.arguments(line.prefix(Self.maximumCommandBytes))
    }

    /// Each argument ends with a zero byte. A program that has written over them may have left that out.
    static func arguments(_ line: some Collection<UInt8>) -> [String] {
        var arguments = line.split(separator: 0, omittingEmptySubsequences: false)
        if arguments.last?.isEmpty == true { arguments.removeLast() }
        return arguments.map { String(decoding: $0, as: UTF8.self) }
    }

    /// When the machine was started, in seconds since 1970, as far as the clocks agree.
    static func bootTime() -> Double {
        func seconds(_ clock: clockid_t) -> Double {
            var time = timespec()
            clock_gettime(clock, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        return seconds(CLOCK_REALTIME) - seconds(CLOCK_BOOTTIME)
    }
}

extension SessionProcess.State {
    /// Of the letter in `/proc/<pid>/stat`.
    init(_ letter: UInt8) {
        self =
            switch letter {
            case UInt8(ascii: "R"): .running
            case UInt8(ascii: "S"), UInt8(ascii: "I"): .sleeping
            case UInt8(ascii: "D"): .waiting
            case UInt8(ascii: "T"): .stopped
            case UInt8(ascii: "t"): .traced
            case UInt8(ascii: "Z"), UInt8(ascii: "X"), UInt8(ascii: "x"): .ended
            default: .other
            }
    }
}
