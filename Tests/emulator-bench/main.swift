import Glibc
import TerminalEmulator

// How fast the emulator takes different kinds of output, and what it costs to keep. Benchmarks/screens builds it for
// release and runs it, with these arguments:
//
//     emulator-bench [<MiB of each kind> [<beginning of a kind's name>]]

let megabytes = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 32
/// As much as the server feeds at once.
let chunk = 64 << 10

let filter = CommandLine.arguments.dropFirst(2).first ?? ""

for workload in Workload.all where workload.name.hasPrefix(filter) {
    let bytes = workload.bytes(atLeast: (megabytes << 20) / workload.part)
    for size in workload.sizes {
        var emulator = TerminalEmulator(columns: size.columns, rows: size.rows)
        // Once to warm up, then the best of three.
        feed(Array(bytes.prefix(1 << 20)), to: &emulator)
        let best = (0..<3).map { _ in processorSeconds { feed(bytes, to: &emulator) } }.min() ?? 0
        report(
            "\(workload.name) \(size.columns)x\(size.rows)", "\((Double(bytes.count) / 1e5 / best).rounded() / 10) MB/s"
        )
    }
}

func feed(_ bytes: [UInt8], to emulator: inout TerminalEmulator) {
    bytes.withUnsafeBytes { all in
        var rest = all[...]
        while !rest.isEmpty {
            emulator.feed(UnsafeRawBufferPointer(rebasing: rest.prefix(chunk)))
            rest = rest.dropFirst(chunk)
        }
    }
}

/// Processor time, because others use the machine as well.
func processorSeconds(_ body: () -> Void) -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    body()
    return now() - start
}

func report(_ name: String, _ value: String) {
    print(name + String(repeating: " ", count: max(1, 40 - name.count)) + value)
}

if filter.isEmpty {
    Memory.measure()
    Snapshots.measure()
}
