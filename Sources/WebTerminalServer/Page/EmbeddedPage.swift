internal import CStaticPage
internal import NIOCore
internal import Synchronization

/// The page that was compiled into the binary.
struct EmbeddedPage: PageSource {
    let version: String? = String(cString: static_page_version())
    private let files: [String: PageFile]

    init() {
        var files: [String: PageFile] = [:]
        for index in 0..<static_file_count() {
            guard let file = static_file_at(index)?.pointee else { continue }
            let identity = EmbeddedBytes(index: index, isCompressed: false)
            let gzip = file.gzip == nil ? nil : EmbeddedBytes(index: index, isCompressed: true)
            files["/" + String(cString: file.path)] = PageFile(
                contentType: String(cString: file.content_type), etag: String(cString: file.etag),
                identity: identity.buffer, gzip: gzip?.buffer)
        }
        self.files = files
    }

    func file(at path: String) async -> PageFile? { files[path == "/" ? "/index.html" : path] }
}

/// One form of a file, as a buffer that is made when it is first asked for. All answers share it, so that a client
/// that does not read costs no copy.
private final class EmbeddedBytes: Sendable {
    private let index: Int
    private let isCompressed: Bool
    private let made = Mutex<ByteBuffer?>(nil)

    init(index: Int, isCompressed: Bool) {
        self.index = index
        self.isCompressed = isCompressed
    }

    @Sendable func buffer() -> ByteBuffer {
        made.withLock { made in
            if let made { return made }
            guard let file = static_file_at(index)?.pointee else { return ByteBuffer() }
            let bytes = UnsafeBufferPointer(
                start: isCompressed ? file.gzip : file.data, count: isCompressed ? file.gzip_size : file.size)
            let buffer = ByteBuffer(bytes: bytes)
            made = buffer
            return buffer
        }
    }
}
