internal import NIOCore

/// One file of the page. Its bytes are made when they are asked for: most requests are answered from the tag.
struct PageFile: Sendable {
    var contentType: String
    /// The value of `ETag`, quotes included.
    var etag: String
    var identity: @Sendable () -> ByteBuffer
    /// The same, compressed; nil where that is not worth while.
    var gzip: (@Sendable () -> ByteBuffer)?
}

/// Where the page comes from.
protocol PageSource: Sendable {
    /// Of all files together; nil where they may change at any time.
    var version: String? { get }

    /// - Parameter path: decoded, from a `RequestTarget`.
    /// - Returns: nil when there is no such file.
    func file(at path: String) async -> PageFile?
}
