internal import Glibc

/// Reads the small files of /proc and the like.
enum ProcFile {
    /// All of them are far smaller but `/proc/stat` on a machine of many cores, whose boot time comes near its end.
    private static let maximumBytes = 256 * 1024

    /// Nil when there is no such file, or it cannot be read.
    static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while bytes.count < maximumBytes {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// In seconds since 1970. It does not change, so it is read once.
    static let bootTime: Double? = read("/proc/stat").flatMap(bootTime(in:))

    static func bootTime(in stat: String) -> Double? {
        stat.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst("btime ".count)) }
    }

    /// How many descriptors this process has open. Since Linux 6.2 the size of the directory says it; before, its
    /// entries have to be counted, some microseconds each.
    static func openDescriptors() -> Int? {
        var status = stat()
        if stat("/proc/self/fd", &status) == 0, status.st_size > 0 { return Int(status.st_size) }
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // The entries . and .., and the descriptor that reads them.
        return max(0, count - 3)
    }
}
