internal import Multipart
internal import NIOCore
internal import TerminalProtocol
internal import Workspaces

/// The files of a form, as they come. They get their names together at the end, so that a form that breaks off, or has
/// one file too many, leaves nothing.
struct FormUpload {
    let workspace: Workspace
    /// Where the files are put.
    let directory: WorkspacePath
    let overwrites: Bool

    private var parser: MultipartParser
    private var finished: [WorkspaceUpload] = []
    private var current: FileWriter?

    init(_ workspace: Workspace, to directory: WorkspacePath, overwrites: Bool, boundary: MultipartBoundary) {
        self.workspace = workspace
        self.directory = directory
        self.overwrites = overwrites
        parser = MultipartParser(boundary: boundary)
    }

    /// What a piece of the body says, in order, so that it can be acted on with waits in between.
    private enum Step {
        case begin(MultipartPart)
        case bytes(ByteBuffer)
        case end
    }

    mutating func read(_ piece: ByteBuffer) async throws {
        for step in try steps(piece) {
            switch step {
            case .begin(let part):
                current = try await begin(part)
            case .bytes(let bytes):
                try await current?.write(bytes)
            case .end:
                try await current?.flush()
                if let upload = current?.upload { finished.append(upload) }
                current = nil
            }
        }
    }

    /// The body is over.
    mutating func finish() async throws -> [WorkspaceUploadResult] {
        try parser.end()
        guard !finished.isEmpty else {
            throw ErrorBody(.validationError, "There is no file in the form.", details: ["field": "filename"])
        }
        let uploads = finished
        return try await WorkspaceThreads.transfer { () throws(WorkspaceError) in
            var results: [WorkspaceUploadResult] = []
            for upload in uploads { results.append(try upload.finish()) }
            return results
        }
    }

    /// Bytes of a part that follow each other are one step: of a body that looks like boundaries everywhere, the parser
    /// reports each byte by itself.
    private mutating func steps(_ piece: ByteBuffer) throws -> [Step] {
        var steps: [Step] = []
        var gathered = ByteBuffer()
        func add(_ step: Step) {
            if gathered.readableBytes > 0 { steps.append(.bytes(gathered)) }
            gathered = ByteBuffer()
            steps.append(step)
        }
        try piece.withUnsafeReadableBytes { bytes in
            try parser.parse(bytes) { event in
                switch event {
                case .part(let part): add(.begin(part))
                case .bytes(let bytes): gathered.writeBytes(bytes)
                case .partEnd: add(.end)
                }
            }
        }
        if gathered.readableBytes > 0 { steps.append(.bytes(gathered)) }
        return steps
    }

    /// - Returns: nil for a part that is no file.
    private func begin(_ part: MultipartPart) async throws -> FileWriter? {
        // An empty name is what a browser sends for a field in which no file was chosen.
        guard let filename = part.filename, !filename.isEmpty else { return nil }
        let path = try directory.appending(filename)
        // At the end one of the two would have its name, and the other be refused.
        if !overwrites, finished.contains(where: { $0.path == path }) { throw WorkspaceError.exists }
        let (workspace, overwrites) = (workspace, overwrites)
        return FileWriter(
            try await WorkspaceThreads.transfer { () throws(WorkspaceError) in
                try workspace.upload(to: path, overwrites: overwrites)
            })
    }
}
