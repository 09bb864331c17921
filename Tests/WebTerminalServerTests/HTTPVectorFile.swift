import Glibc
import Testing

/// The shared test vectors, which lie beside the checkout or where `WEB_TERMINAL_VECTORS` says.
enum HTTPVectorFile {
    /// False where the directory is missing and nobody insists on it: then the tests that need it are skipped. With
    /// `CI=true` they run, and fail.
    static let isExpected = variable("CI") == "true" || access(directory, R_OK) == 0

    static let skipReason: Comment = "SKIPPED: no test vectors; set WEB_TERMINAL_VECTORS to their directory"

    static func read(_ name: String) throws -> [UInt8] {
        let file = try #require(fopen(directory + "/" + name, "re"), "cannot open \(directory)/\(name)")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return bytes
    }

    private static let directory =
        variable("WEB_TERMINAL_VECTORS")
        ?? #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/../shared/vectors"

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
