public import Glibc

/// A directory that goes with the last reference to it, and what tests do with files. A test that hands on only a path has
/// to keep the reference with `withExtendedLifetime`.
public final class TestDirectory: Sendable {
    public let root: String

    public init() {
        var template = Array("/tmp/web-terminal-test-XXXXXX".utf8CString)
        root = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? ""
        }
        precondition(!root.isEmpty, "no directory can be made in /tmp")
    }

    deinit { Self.remove(root) }

    private static func remove(_ path: String) {
        guard Glibc.remove(path) != 0, let directory = opendir(path) else { return }
        let names = Self.names(in: directory)
        closedir(directory)
        for name in names { remove("\(path)/\(name)") }
        Glibc.remove(path)
    }

    public func path(_ name: String) -> String { "\(root)/\(name)" }

    /// What is in it, sorted.
    public func names() -> [String] {
        guard let directory = opendir(root) else { return [] }
        defer { closedir(directory) }
        return Self.names(in: directory).sorted()
    }

    private static func names(in directory: OpaquePointer) -> [String] {
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    public func read(_ name: String) throws -> [UInt8] {
        guard let file = fopen(path(name), "r") else { throw TestFailure("there is no \(name)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    public func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }

    /// Writes a file, and makes the directories on the way to it.
    public func write(_ bytes: [UInt8], to name: String) throws {
        let parts = name.split(separator: "/")
        for count in 1..<max(parts.count, 1) { mkdir(path(parts.prefix(count).joined(separator: "/")), 0o700) }
        guard let file = fopen(path(name), "w") else { throw TestFailure("\(name) cannot be written") }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw TestFailure("\(name) is not written") }
    }

    /// The permissions of a file.
    public func mode(_ name: String) -> mode_t? {
        var status = stat()
        return stat(path(name), &status) == 0 ? status.st_mode & 0o7777 : nil
    }
}
