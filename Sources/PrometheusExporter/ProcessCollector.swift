internal import Glibc

/// The `process_*` family that every exporter has, from what /proc says of this process.
public struct ProcessCollector: Sendable {
    private let cpu: CollectedFamily
    private let resident: CollectedFamily
    private let virtual: CollectedFamily
    private let openDescriptors: CollectedFamily
    private let maximumDescriptors: CollectedFamily
    private let start: CollectedFamily
    private let threads: CollectedFamily

    /// Declares the family; call ``MetricsRegistry/collect(_:)`` with `collect` to fill it.
    public init(registry: MetricsRegistry) throws(InvalidMetric) {
        func declare(
            _ name: String, _ kind: MetricDescriptor.Kind, _ help: String
        ) throws(InvalidMetric) -> CollectedFamily {
            try registry.collected(MetricDescriptor("process_\(name)", kind, help))
        }
        cpu = try declare("cpu_seconds_total", .counter, "User and system time that the server has used.")
        resident = try declare("resident_memory_bytes", .gauge, "Memory of the server that is in RAM.")
        virtual = try declare("virtual_memory_bytes", .gauge, "Address space of the server.")
        openDescriptors = try declare("open_fds", .gauge, "Open file descriptors.")
        maximumDescriptors = try declare("max_fds", .gauge, "The most file descriptors that may be open.")
        start = try declare("start_time_seconds", .gauge, "When the server was started, in seconds since 1970.")
        threads = try declare("threads", .gauge, "Threads of the server.")
    }

    /// What cannot be read has no sample.
    public func collect(_ samples: inout CollectedSamples) {
        if let usage = ProcessUsage.current() {
            samples.add(cpu, value: usage.cpuSeconds)
            samples.add(resident, value: Double(usage.residentBytes))
            samples.add(virtual, value: Double(usage.virtualBytes))
            samples.add(threads, value: Double(usage.threads))
            if let boot = ProcFile.bootTime { samples.add(start, value: boot + usage.startSecondsAfterBoot) }
        }
        if let count = ProcFile.openDescriptors() { samples.add(openDescriptors, value: Double(count)) }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            samples.add(maximumDescriptors, value: limit.rlim_cur == rlim_t.max ? .infinity : Double(limit.rlim_cur))
        }
    }
}

/// What `/proc/self/stat` says (proc_pid_stat(5)).
struct ProcessUsage: Equatable {
    var cpuSeconds: Double
    var threads: Int
    var startSecondsAfterBoot: Double
    var virtualBytes: Int
    var residentBytes: Int

    static func current() -> ProcessUsage? {
        guard let line = ProcFile.read("/proc/self/stat") else { return nil }
        return ProcessUsage(
            line: line, ticksPerSecond: sysconf(Int32(_SC_CLK_TCK)), pageBytes: sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Nil when `line` is not such a line. The name in it is in parentheses and may hold blanks and parentheses.
    init?(line: String, ticksPerSecond: Int, pageBytes: Int) {
        guard ticksPerSecond > 0, let end = line.lastIndex(of: ")") else { return nil }
        // After the name; so field n of the manual page is here at n - 3.
        let fields = line[line.index(after: end)...].split { $0 == " " || $0 == "\n" }
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let threads = Int(fields[17]), let start = Double(fields[19]), let virtual = Int(fields[20]),
            let pages = Int(fields[21])
        else { return nil }
        cpuSeconds = (user + system) / Double(ticksPerSecond)
        self.threads = threads
        startSecondsAfterBoot = start / Double(ticksPerSecond)
        virtualBytes = virtual
        residentBytes = pages * pageBytes
    }
}
