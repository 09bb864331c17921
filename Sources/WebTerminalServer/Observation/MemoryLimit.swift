internal import Glibc

/// How much memory the server and its sessions may use together, in bytes: the least of what the control groups above
/// it allow (version 2 or 1), else what the machine has.
enum MemoryLimit {
    static func current() -> Int? {
        let groups = read("/proc/self/cgroup").map(paths) ?? []
        let allowed = groups.compactMap { path in read(path).flatMap(limit) }
        return (allowed + [read("/proc/meminfo").flatMap(total)].compactMap { $0 }).min()
    }

    /// The files that hold limits, from the group's own to that of the root. In a container its own group is mounted as
    /// the root, whatever its path says.
    static func paths(_ text: String) -> [String] {
        var paths: [String] = []
        for line in text.split(separator: "\n") {
            // "0::/path" of version 2, "7:memory:/path" of version 1.
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let isSecond = fields[0] == "0" && fields[1].isEmpty
            guard isSecond || fields[1].split(separator: ",").contains("memory") else { continue }
            let root = isSecond ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"
            let file = isSecond ? "memory.max" : "memory.limit_in_bytes"
            var group = fields[2].split(separator: "/").filter { $0 != ".." }
            while true {
                paths.append(([Substring(root)] + group + [Substring(file)]).joined(separator: "/"))
                if group.popLast() == nil { break }
            }
        }
        return paths
    }

    /// `max`, or version 1's largest multiple of a page, stands for no limit.
    static func limit(_ text: String) -> Int? {
        guard let bytes = Int(text.prefix { $0 != "\n" }), bytes < 1 << 60 else { return nil }
        return bytes
    }

    /// `MemTotal:  16314312 kB`
    static func total(_ text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix("MemTotal:") {
            let words = line.split(separator: " ")
            return words.count == 3 && words[2] == "kB" ? Int(words[1]).map { $0 * 1024 } : nil
        }
        return nil
    }

    private static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // A page is what the kernel gives at once, and more than any of these files has in front of what is looked for.
        return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            return count >= 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
        }
    }
}
