internal import Glibc

/// Lines to the system's log: one datagram each to the socket that journald and syslogd listen on, in the form that
/// `syslog(3)` gives them (RFC 3164, without a host). That function itself says nothing of what is lost.
package struct SyslogSink: LineSink {
    package static let defaultPath = "/dev/log"
    /// Facility `authpriv` (10), severity `info` (6): what logins use, and what is not for everybody's eyes.
    private static let priority = 10 * 8 + 6
    /// A log that does not read holds up this sink's thread for so long, in seconds. Then it is tried again.
    private static let patience = 1

    private let path: String
    private let tag: String
    private var descriptor: Int32 = -1

    /// - Parameters:
    ///   - path: of the socket. That nobody listens there yet is no error before something is to be written.
    ///   - tag: what the lines are found by.
    package init(path: String = SyslogSink.defaultPath, tag: String) {
        self.path = path
        self.tag = tag
    }

    package mutating func write(_ lines: ArraySlice<[UInt8]>) -> LineProgress {
        for (index, line) in lines.enumerated() {
            let message = Array("<\(Self.priority)>\(Self.timestamp()) \(tag)[\(getpid())]: ".utf8) + line.dropLast()
            guard let code = send(message) else { continue }
            return LineProgress(
                written: index, error: LineSinkError("cannot write to \(path)", errno: code),
                isRefused: code == EMSGSIZE)
        }
        return LineProgress(written: lines.count)
    }

    package mutating func reopen() -> LineSinkError? {
        close()
        return nil
    }

    package mutating func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    /// Returns the errno value, nil when it is sent. The log may have been restarted: it is looked up once more.
    private mutating func send(_ message: [UInt8]) -> Int32? {
        let isNew = descriptor < 0
        if let code = connect() { return code }
        guard let code = sendOnce(message) else { return nil }
        if isNew || code == EMSGSIZE || code == EAGAIN { return code }
        close()
        return connect() ?? sendOnce(message)
    }

    private func sendOnce(_ message: [UInt8]) -> Int32? {
        let sent = message.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        return sent < 0 ? errno : nil
    }

    private mutating func connect() -> Int32? {
        guard descriptor < 0 else { return nil }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isStored = withUnsafeMutableBytes(of: &address.sun_path) { target in
            guard path.utf8.count < target.count else { return false }
            target.copyBytes(from: path.utf8)
            return true
        }
        guard isStored else { return ENAMETOOLONG }
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return errno }
        var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            let code = errno
            Glibc.close(socket)
            return code
        }
        descriptor = socket
        return nil
    }

    /// `Jan 31 12:00:00`, in local time, as syslog daemons expect.
    private static func timestamp() -> String {
        var now = time(nil)
        var local = tm()
        localtime_r(&now, &local)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int32, _ padding: String = "0") -> String {
            number < 10 ? "\(padding)\(number)" : "\(number)"
        }
        return "\(months[Int(local.tm_mon) % 12]) \(two(local.tm_mday, " ")) "
            + "\(two(local.tm_hour)):\(two(local.tm_min)):\(two(local.tm_sec))"
    }
}
