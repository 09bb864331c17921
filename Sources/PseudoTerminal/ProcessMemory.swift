internal import Glibc

/// What the processes of kernel sessions hold of the machine's memory. Only looks, and never waits for a process; but
/// the kernel walks through a process's page tables to answer, some 70 µs for a shell and more for large ones, so not
/// for an event loop.
public enum ProcessMemory {
    /// The processes of `sessions`, from one walk through /proc. Zombies are among them; they hold nothing.
    public static func members(of sessions: Set<Int32>) -> [Int32: [Int32]] {
        guard !sessions.isEmpty else { return [:] }
        var found: [Int32: [Int32]] = [:]
        for pid in ProcFile.numbers(in: "/proc") {
            let session = getsid(pid)
            if session > 0, sessions.contains(session) { found[session, default: []].append(pid) }
        }
        return found
    }

    /// In bytes: the proportional set size, in which a page that n processes share counts as an nth. Where the kernel
    /// does not tell that (a program of another user, by its set-user-id bit), the resident pages that are not shared,
    /// which is less. 0 for a process that is gone.
    public static func bytes(of process: Int32) -> Int {
        proportionalBytes(read("/proc/\(process)/smaps_rollup"))
            ?? unsharedBytes(read("/proc/\(process)/statm"), pageBytes: Int(sysconf(Int32(_SC_PAGESIZE)))) ?? 0
    }

    /// Of the text of `/proc/<pid>/smaps_rollup`, in which the line is `Pss:  1234 kB`.
    static func proportionalBytes(_ text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix("Pss:") {
            let words = line.split(separator: " ")
            guard words.count == 3, words[2] == "kB" else { return nil }
            return Int(words[1]).map { $0 * 1024 }
        }
        return nil
    }

    /// Of the text of `/proc/<pid>/statm`: pages in all, resident, shared, …
    static func unsharedBytes(_ text: String, pageBytes: Int) -> Int? {
        let pages = text.split { $0 == " " || $0 == "\n" }.map { Int($0) }
        guard pages.count >= 3, let resident = pages[1], let shared = pages[2] else { return nil }
        return max(0, resident - shared) * pageBytes
    }

    /// Both files have less than a page. Empty when it cannot be read.
    private static func read(_ path: String) -> String {
        String(decoding: ProcFile.read(path, atMost: 4096) ?? [], as: UTF8.self)
    }
}
