internal import NIOCore
internal import Sessions
internal import StrictJSON
internal import TerminalProtocol

extension SessionRequest {
    /// Reads the body of a `POST /api/v1/sessions`. Every field may be missing, and so may the body.
    ///
    /// - Parameter contentType: the request's `Content-Type`.
    init(_ body: ByteBuffer, contentType: String?) throws {
        self.init()
        guard body.readableBytes > 0 else { return }
        let mediaType = contentType?.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard mediaType == nil || mediaType == "application/json" else {
            throw ErrorResponse(status: 415, .invalidRequest, "The body has to be application/json.")
        }
        let value: JSONValue
        do {
            value = try JSONValue(parsing: body.readableBytesView)
        } catch {
            throw ErrorResponse.badRequest("The body is not valid JSON: \(error)")
        }
        guard let fields = value.objectValue else { throw ErrorResponse.badRequest("The body must be a JSON object.") }
        if let unknown = fields.keys.filter({ !Self.fields.contains($0) }).min() {
            throw ErrorBody(
                .validationError,
                "\(unknown) is no field of a session. Those are \(Self.fields.joined(separator: ", ")).",
                details: ["field": unknown])
        }
        let size = try SessionFields.size(
            cols: fields["cols"], rows: fields["rows"], default: TerminalSize(cols: columns, rows: rows))
        columns = size.cols
        rows = size.rows
        name = try SessionFields.name(from: fields["name"])
        labels = try SessionFields.labels(from: fields["labels"])
        environment = try SessionFields.environment(from: fields["environment"])
        workingDirectory = try SessionFields.workingDirectory(from: fields["working_directory"])
    }

    private static let fields = ["cols", "rows", "name", "labels", "environment", "working_directory"]
}
