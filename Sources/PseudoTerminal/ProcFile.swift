internal import Glibc

/// Files below /proc, which have no size before they are read.
enum ProcFile {
    /// The first bytes of a file, from one read; nil when it cannot be read.
    static func read(_ path: String, atMost limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            let got = Glibc.read(descriptor, buffer.baseAddress, limit)
            failed = got < 0
            count = max(0, got)
        }
        return failed ? nil : bytes
    }

    /// Where a symbolic link leads; nil when that cannot be told.
    static func link(_ path: String) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
            guard let target = buffer.baseAddress else { return nil }
            let count = readlink(path, target, buffer.count)
            guard count > 0 else { return nil }
            return String(decoding: UnsafeRawBufferPointer(buffer)[..<count], as: UTF8.self)
        }
    }

    /// The entries of a directory whose names are numbers, at most `limit` of them.
    static func numbers(in directory: String, atMost limit: Int = .max) -> [Int32] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var found: [Int32] = []
        while found.count < limit, let entry = readdir(stream) {
            if let number = number(entry) { found.append(number) }
        }
        return found
    }

    private static func number(_ entry: UnsafeMutablePointer<dirent>) -> Int32? {
        withUnsafeBytes(of: &entry.pointee.d_name) { name in
            var number: Int32 = 0
            for byte in name {
                if byte == 0 { return number > 0 ? number : nil }
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
                guard !overflow else { return nil }
                number = tens &+ Int32(byte - UInt8(ascii: "0"))
            }
            return nil
        }
    }
}
