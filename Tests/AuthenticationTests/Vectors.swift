import Glibc
import StrictJSON
import Testing

/// The shared test vectors, which lie beside the checkout or where `WEB_TERMINAL_VECTORS` says.
enum Vectors {
    /// False where the directory is missing and nobody insists on it: then tests that need it are skipped. With
    /// `CI=true` they run, and fail.
    static let areExpected = variable("CI") == "true" || access(directory, R_OK) == 0

    static let skipReason: Comment = "SKIPPED: no test vectors; set WEB_TERMINAL_VECTORS to their directory"

    static func json(_ name: String) throws -> JSONValue {
        try JSONValue(parsing: bytes(of: directory + "/" + name))
    }

    private static let directory =
        variable("WEB_TERMINAL_VECTORS")
        ?? #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/../shared/vectors"

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static func bytes(of path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "r"), "cannot open \(path)")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
            bytes.append(contentsOf: chunk.prefix(count))
        }
        return bytes
    }
}
