import Glibc
import NIOCore
import NIOPosix

/// A response as it stood on the wire.
struct RawResponse: Sendable {
    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    /// All values of a header.
    subscript(_ name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    var text: String { String(decoding: body, as: UTF8.self) }
}

/// What came back on a connection.
struct RawReply: Sendable {
    var responses: [RawResponse]
    /// What follows the last whole response, such as the bytes of a WebSocket.
    var rest: [UInt8]
    /// The server has closed its side.
    var isClosed: Bool

    var first: RawResponse? { responses.first }
}

struct ConnectionFailed: Error {
    var step: String
    var code: Int32
}

/// A connection to 127.0.0.1 that sends exactly the bytes it is given. Its calls block, so they belong on a thread
/// of the pool: see `exchange`. Unchecked, because a test uses one from one thread at a time.
final class RawConnection: @unchecked Sendable {
    private let descriptor: CInt
    private(set) var received: [UInt8] = []
    private(set) var isClosed = false

    init(port: Int) throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw ConnectionFailed(step: "socket", code: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result != 0 { throw ConnectionFailed(step: "connect", code: errno) }
    }

    deinit { close(descriptor) }

    /// Sends all of it, or as much as the server takes before it closes.
    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// Says that nothing more is coming.
    func finishSending() { shutdown(descriptor, CInt(SHUT_WR)) }

    /// Reads until `isEnough`, until the server closes, or until it has said nothing for `quiet` milliseconds.
    func read(quiet: Int32 = 10_000, until isEnough: ([UInt8]) -> Bool = { _ in false }) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !isClosed, !isEnough(received) {
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard Glibc.poll(&poll, 1, quiet) > 0 else { return }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else {
                isClosed = true
                return
            }
            received += buffer[..<count]
        }
    }

    /// Reads until there are `count` whole responses.
    func readResponses(_ count: Int, toHead: Bool = false) -> [RawResponse] {
        read { RawReply.parse($0, toHead: toHead).responses.count >= count }
        return RawReply.parse(received, toHead: toHead).responses
    }
}

extension RawReply {
    /// - Parameter toHead: the requests were HEAD, so no response has a body.
    static func parse(_ bytes: [UInt8], toHead: Bool = false) -> (responses: [RawResponse], rest: [UInt8]) {
        var rest = bytes[...]
        var responses: [RawResponse] = []
        while let headEnd = rest.firstRange(of: Array("\r\n\r\n".utf8)) {
            let lines = String(decoding: rest[..<headEnd.lowerBound], as: UTF8.self).split(separator: "\r\n")
            guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { break }
            let headers = lines.dropFirst().map { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return (name: String(parts[0]), value: String(parts.dropFirst().first?.drop { $0 == " " } ?? ""))
            }
            var response = RawResponse(status: status, headers: headers, body: [])
            let hasBody = !toHead && status >= 200 && status != 204 && status != 304
            let length = hasBody ? response["Content-Length"].first.flatMap { Int($0) } ?? 0 : 0
            guard rest.endIndex - headEnd.upperBound >= length else { break }
            response.body = Array(rest[headEnd.upperBound..<headEnd.upperBound + length])
            rest = rest[(headEnd.upperBound + length)...]
            responses.append(response)
            if status == 101 { break }
        }
        return (responses, Array(rest))
    }
}

/// Sends bytes, and reads until the server closes or has said nothing more for `quiet` milliseconds. The first word, and
/// a close that was announced, may take longer: on a busy machine they do.
func exchange(_ port: Int, _ bytes: [UInt8], quiet: Int32 = 10_000, toHead: Bool = false) async throws -> RawReply {
    try await onThread {
        let connection = try RawConnection(port: port)
        connection.send(bytes)
        connection.read { !$0.isEmpty }
        connection.read(quiet: quiet)
        if RawReply.parse(connection.received, toHead: toHead).responses.last?["Connection"] == ["close"] {
            connection.read()
        }
        let (responses, rest) = RawReply.parse(connection.received, toHead: toHead)
        return RawReply(responses: responses, rest: rest, isClosed: connection.isClosed)
    }
}

/// One request on a connection of its own.
func request(
    _ port: Int, _ method: String, _ target: String, headers: [String] = [], body: String? = nil
) async throws -> RawResponse {
    var lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"] + headers
    if let body { lines.append("Content-Length: \(body.utf8.count)") }
    let bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8)
    let reply = try await exchange(port, bytes, toHead: method == "HEAD")
    guard let response = reply.first else { throw ConnectionFailed(step: "response", code: 0) }
    return response
}

/// Runs what blocks where it may.
func onThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await NIOThreadPool.singleton.runIfActive(work)
}
