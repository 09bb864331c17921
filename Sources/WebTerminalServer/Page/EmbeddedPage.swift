internal import CStaticPage
internal import NIOCore

/// The page that was compiled into the binary.
struct EmbeddedPage: PageSource {
    private let files: [String: PageFile]

    init() {
        var files: [String: PageFile] = [:]
        for index in 0..<static_file_count() {
            guard let file = static_file_at(index)?.pointee else { continue }
            var entry = PageFile(
                contentType: String(cString: file.content_type), etag: String(cString: file.etag),
                identity: { Self.bytes(of: index, compressed: false) })
            if file.gzip != nil { entry.gzip = { Self.bytes(of: index, compressed: true) } }
            files["/" + String(cString: file.path)] = entry
        }
        self.files = files
    }

    func file(at path: String) async -> PageFile? { files[path == "/" ? "/index.html" : path] }

    private static func bytes(of index: Int, compressed: Bool) -> ByteBuffer {
        guard let file = static_file_at(index)?.pointee else { return ByteBuffer() }
        let bytes = UnsafeBufferPointer(
            start: compressed ? file.gzip : file.data, count: compressed ? file.gzip_size : file.size)
        return ByteBuffer(bytes: bytes)
    }
}
