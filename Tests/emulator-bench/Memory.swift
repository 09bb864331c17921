import TerminalEmulator

/// What a session costs.
enum Memory {
    static func measure() {
        for (columns, rows) in [(80, 24), (200, 50)] {
            let idle = TerminalEmulator(columns: columns, rows: rows)
            report("idle \(columns)x\(rows)", "\(idle.memoryBytes / 1_024) KiB")
        }
        line("scrollback line, 50 ASCII", String(repeating: "x", count: 50))
        line(
            "scrollback line, build log", "\u{1B}[1m[12/900]\u{1B}[0m \u{1B}[32mCompiling\u{1B}[0m File.swift of module"
        )
        line("scrollback line, 30 CJK", String(repeating: "漢", count: 30))
    }

    private static func line(_ name: String, _ text: String) {
        var limits = EmulatorLimits()
        limits.scrollbackLines = 10_000
        limits.scrollbackBytes = 64 << 20
        var emulator = TerminalEmulator(columns: 80, rows: 24, limits: limits)
        let before = emulator.memoryBytes
        for _ in 0..<10_024 { emulator.feed(Array((text + "\r\n").utf8)) }
        let bytes = emulator.memoryBytes - before
        report(name, "\(bytes / 10_000) bytes (\(text.utf8.count) of output); 10,000: \(bytes / 1_024) KiB")
    }
}

/// What a viewer waits for.
enum Snapshots {
    static func measure() {
        for (columns, rows, lines) in [(80, 24, 0), (200, 50, 0), (80, 24, 10_000)] {
            var limits = EmulatorLimits()
            limits.scrollbackLines = 10_000
            limits.scrollbackBytes = 64 << 20
            var emulator = TerminalEmulator(columns: columns, rows: rows, limits: limits)
            let text = Workload.all.first { $0.name.hasPrefix("mixed") }?.piece ?? []
            for _ in 0..<(lines / 200 + 1) { emulator.feed(text) }
            var size = 0
            let time = processorSeconds { size = emulator.snapshot(limitBytes: .max).count }
            report(
                "snapshot \(columns)x\(rows) + \(emulator.scrollbackLines)",
                "\(size / 1_024) KiB in \(Int(time * 1e6)) µs")
            let copy = processorSeconds {
                for _ in 0..<100 {
                    let copy = emulator
                    emulator.feed(Array("x\r\n".utf8))
                    withExtendedLifetime(copy) {}
                }
            }
            report("  a line after a copy", "\(Int(copy * 1e4)) µs")
            let resize = processorSeconds { emulator.resize(columns: columns / 2, rows: rows) }
            report("  resize to half the width", "\(Int(resize * 1e6)) µs")
        }
    }
}
