internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import TerminalProtocol
internal import Workspaces

/// A file as an answer. It is read as fast as the client takes it, a piece at a time.
///
/// Whatever people have put into a file, no browser takes it for a page of ours: it has no type, is saved and not shown,
/// and where it is shown all the same it has an origin of its own and may load nothing.
struct FileDownload {
    let file: WorkspaceFile

    /// What is read at once, and held for one client.
    static let pieceBytes = 128 * 1024

    func response(_ request: Request) throws(ErrorResponse) -> Response {
        let entry = file.entry
        let etag = entry.etag ?? ""
        var headers: HTTPFields = [
            .eTag: etag, .acceptRanges: "bytes", .cacheControl: "private, no-cache",
            .contentType: "application/octet-stream",
            .contentDisposition: ContentDisposition.attachment(entry.path.name),
            .contentSecurityPolicy: SecurityHeaders.filePolicy,
        ]
        if Conditional.matches(request.headers[.ifNoneMatch], etag: etag) {
            return Response(status: .notModified, headers: headers)
        }
        // A range of a file that has changed would be put together with the rest of another. HEAD has none at all.
        let isRange = request.method == .get && request.headers[.ifRange].map { $0 == etag } ?? true
        switch isRange ? ByteRange(request.headers[.range], of: entry.bytes) : .whole {
        case .whole:
            return Response(status: .ok, headers: headers, body: body(0..<entry.bytes, request.method))
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(entry.bytes)"
            return Response(status: .partialContent, headers: headers, body: body(range, request.method))
        case .unsatisfiable:
            var refusal = ErrorResponse(
                status: 416, .invalidRequest, "The file has \(entry.bytes) bytes, and none in this range.",
                headers: [("Content-Range", "bytes */\(entry.bytes)")])
            refusal.body.details = ["bytes": String(entry.bytes)]
            throw refusal
        }
    }

    private func body(_ range: Range<Int>, _ method: HTTPRequest.Method) -> ResponseBody {
        let file = file
        let standing = Standing.current
        return ResponseBody(contentLength: range.count) { writer in
            var offset = range.lowerBound
            while method != .head, offset < range.upperBound {
                // Behind the head an answer can only be broken off.
                try standing?.check()
                let wanted = min(Self.pieceBytes, range.upperBound - offset)
                let piece = try await Self.read(file, at: offset, wanted)
                // The file has become shorter. There is no way to say so but to end the connection.
                guard piece.readableBytes > 0 else { throw WorkspaceError.changed }
                offset += piece.readableBytes
                try await writer.write(piece)
                try await ConnectionLoop.hasCaughtUp()
            }
            try await writer.finish(nil)
        }
    }

    private static func read(_ file: WorkspaceFile, at offset: Int, _ count: Int) async throws -> ByteBuffer {
        try await WorkspaceThreads.transfer { () throws(WorkspaceError) in
            var piece = ByteBufferAllocator().buffer(capacity: count)
            var failure: WorkspaceError?
            piece.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
                do throws(WorkspaceError) {
                    return try file.read(
                        at: offset, into: UnsafeMutableRawBufferPointer(rebasing: target.prefix(count)))
                } catch {
                    failure = error
                    return 0
                }
            }
            if let failure { throw failure }
            return piece
        }
    }
}
