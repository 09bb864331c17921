import Glibc
import TestKit
import WebTerminalServer

/// A certificate for 127.0.0.1 that signed itself, and its key, made anew by `openssl` for each test that needs one.
struct TestCertificate: Sendable {
    let certificate: [UInt8]
    let privateKey: [UInt8]

    /// - Parameter days: for how long it is good.
    init(days: Int = 2) throws {
        let directory = TestDirectory()
        let status = Glibc.system(
            """
            cd \(directory.root) && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days \(days) \
            -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1,DNS:localhost \
            -keyout key.pem -out cert.pem >/dev/null 2>&1
            """)
        guard status == 0 else { throw TestFailure("openssl failed with \(status)") }
        certificate = try directory.read("cert.pem")
        privateKey = try directory.read("key.pem")
    }

    func identity() throws -> TLSIdentity {
        try TLSIdentity(certificates: certificate, privateKey: privateKey)
    }
}
