internal import NIOCore
internal import Workspaces

/// Writes what comes over the network to an upload: some at a time, so that a thread is asked for every quarter of a
/// megabyte and not for every packet, and never more, so that a client waits for the disk.
struct FileWriter {
    let upload: WorkspaceUpload
    private var waiting = ByteBuffer()

    /// What is held for one client.
    static let pieceBytes = 256 * 1024

    init(_ upload: WorkspaceUpload) { self.upload = upload }

    /// Takes some more. It is copied: a piece of a few bytes would keep alive all that was read from the socket with it,
    /// and a client can send a file a byte at a time.
    mutating func write(_ bytes: ByteBuffer) async throws(WorkspaceError) {
        waiting.writeImmutableBuffer(bytes)
        if waiting.readableBytes >= Self.pieceBytes { try await flush() }
    }

    mutating func flush() async throws(WorkspaceError) {
        guard waiting.readableBytes > 0 else { return }
        let (upload, piece) = (upload, waiting)
        waiting = ByteBuffer()
        try await WorkspaceThreads.transfer { () throws(WorkspaceError) in
            let failure: WorkspaceError? = piece.withUnsafeReadableBytes { bytes in
                do throws(WorkspaceError) {
                    try upload.write(bytes)
                    return nil
                } catch {
                    return error
                }
            }
            if let failure { throw failure }
        }
    }

    /// What it holds of the machine's memory, in bytes.
    var heldBytes: Int { waiting.storageCapacity }
}
