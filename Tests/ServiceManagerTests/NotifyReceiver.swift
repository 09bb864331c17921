import Glibc
import TestKit

@testable import web_terminal

/// The manager's side: a datagram socket that says what it was sent.
final class NotifyReceiver {
    /// The value of NOTIFY_SOCKET.
    let address: String
    private let descriptor: Int32
    private let path: String?

    /// - Parameter isAbstract: a name that no file system knows, instead of a path.
    init(isAbstract: Bool = false) throws {
        let unique = "web-terminal-notify-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let name: [UInt8]
        if isAbstract {
            path = nil
            address = "@\(unique)"
            name = [0] + unique.utf8
        } else {
            path = "/tmp/\(unique)"
            address = "/tmp/\(unique)"
            name = Array("/tmp/\(unique)".utf8) + [0]
        }
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard result == 0 else { throw TestFailure("bind: \(String(cString: strerror(errno)))") }
    }

    deinit {
        close(descriptor)
        if let path { unlink(path) }
    }

    /// The next message that has come; nil when there is none.
    func receive() -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count >= 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
}
