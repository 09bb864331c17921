internal import CPseudoTerminal
internal import Glibc

/// What `/proc/<pid>/stat` says about a process, as far as ending it goes.
struct ProcessStat: Sendable, Hashable {
    /// R, S, D, T, Z, …
    var state: UInt8
    var parent: Int32
    var threads: Int32

    /// Ended, and waiting for its parent to notice. A process whose first thread alone has ended is a Z too, but
    /// still counts its other threads.
    var isZombie: Bool { (state == UInt8(ascii: "Z") || state == UInt8(ascii: "X")) && threads <= 1 }

    /// Nil when `line` is not such a line. The name in it is in parentheses and may hold blanks and parentheses.
    init?(line: some Collection<UInt8>) {
        let bytes = Array(line)
        guard let end = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = bytes[(end + 1)...].split(separator: UInt8(ascii: " "))
        // After the name: state ppid pgrp session tty tpgid flags 4×faults 4×times priority nice num_threads
        guard fields.count > 17, let state = fields[0].first,
            let parent = Int32(String(decoding: fields[1], as: UTF8.self)),
            let threads = Int32(String(decoding: fields[17], as: UTF8.self))
        else { return nil }
        self.state = state
        self.parent = parent
        self.threads = threads
    }
}

/// The processes of this machine, by kernel session.
enum ProcessTable {
    /// The ids of the processes of `sessions` that have not ended, from one walk through /proc. Zombies that became
    /// our children are reaped on the way, which matters when we are process 1 of a container.
    static func members(of sessions: Set<Int32>) -> [Int32: [Int32]] {
        guard !sessions.isEmpty, let directory = opendir("/proc") else { return [:] }
        defer { closedir(directory) }
        var found: [Int32: [Int32]] = [:]
        while let entry = readdir(directory) {
            guard let pid = processID(entry) else { continue }
            // One system call tells strangers apart; only members have their stat file read.
            let session = getsid(pid)
            guard session > 0, sessions.contains(session), let stat = stat(of: pid) else { continue }
            if !stat.isZombie {
                found[session, default: []].append(pid)
            } else if stat.parent == getpid(), !sessions.contains(pid) {
                cpty_reap_adopted(pid)
            }
        }
        return found
    }

    /// The ids of all children of ours that have ended and wait to be reaped.
    static func endedChildren() -> [Int32] {
        guard cpty_ended_child(0) > 0, let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var found: [Int32] = []
        while let entry = readdir(directory) {
            if let pid = processID(entry), cpty_ended_child(pid) == pid { found.append(pid) }
        }
        return found
    }

    static func processID(_ entry: UnsafeMutablePointer<dirent>) -> Int32? {
        withUnsafeBytes(of: &entry.pointee.d_name) { name in
            var pid: Int32 = 0
            for byte in name {
                if byte == 0 { return pid > 0 ? pid : nil }
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                let (tens, overflow) = pid.multipliedReportingOverflow(by: 10)
                guard !overflow else { return nil }
                pid = tens &+ Int32(byte - UInt8(ascii: "0"))
            }
            return nil
        }
    }

    /// Nil when there is no such process.
    static func stat(of pid: Int32) -> ProcessStat? {
        let descriptor = open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // The line has some 350 bytes; the name at most 64 of them.
        return withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { buffer in
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            return count > 0 ? ProcessStat(line: buffer[..<count]) : nil
        }
    }
}
