internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// What the log says of a request: one line, and nothing that could be a secret.
struct LoggedRequest {
    var method = "-"
    /// Without the query.
    var path: Substring = "-"
    var status: UInt = 0
    private let began = NIODeadline.now()

    /// For what never became a request.
    init() {}

    init(_ head: HTTPRequestHead) {
        method = head.method.rawValue
        path = head.uri.prefix { $0 != "?" }.prefix(Self.maxPathCharacters)
    }

    /// An answer to HEAD has no body.
    var isHead: Bool { method == "HEAD" }

    func log(to logger: Logger, _ channel: any Channel) {
        logger.debug(
            "request",
            metadata: [
                "method": "\(method)", "path": "\(path)", "status": "\(status)",
                "duration_us": "\((NIODeadline.now() - began).nanoseconds / 1000)",
                "remote": "\(channel.remoteAddress?.ipAddress ?? "-")",
            ])
    }

    private static let maxPathCharacters = 256
}
