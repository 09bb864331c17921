import Glibc
import TestKit
import WebTerminalServer

/// A certificate for 127.0.0.1 that signed itself, and its key, made anew by `openssl` for each test that needs one.
struct TestCertificate: Sendable {
    let certificate: [UInt8]
    let privateKey: [UInt8]

    /// - Parameter days: for how long it is good.
    init(days: Int = 2) throws {
        var template = Array("/tmp/web-terminal-tests-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw TestFailure("no directory: \(errno)") }
        let directory = String(cString: made)
        defer { _ = Glibc.system("rm -rf \(directory)") }
        let status = Glibc.system(
            """
            cd \(directory) && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days \(days) \
            -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1,DNS:localhost \
            -keyout key.pem -out cert.pem >/dev/null 2>&1
            """)
        guard status == 0 else { throw TestFailure("openssl failed with \(status)") }
        certificate = try Self.read(directory + "/cert.pem")
        privateKey = try Self.read(directory + "/key.pem")
    }

    func identity() throws -> TLSIdentity {
        try TLSIdentity(certificates: certificate, privateKey: privateKey)
    }

    private static func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw TestFailure("cannot open \(path)") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }
}
