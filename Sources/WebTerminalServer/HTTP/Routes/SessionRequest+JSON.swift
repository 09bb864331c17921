internal import Sessions
internal import StrictJSON
internal import TerminalProtocol

extension SessionRequest {
    /// - Parameter fields: of the body of a `POST /api/v1/sessions`. Every one may be missing.
    init(_ fields: [String: JSONValue]) throws(ErrorBody) {
        self.init()
        let size = try SessionFields.size(
            cols: fields["cols"], rows: fields["rows"], default: TerminalSize(cols: columns, rows: rows))
        columns = size.cols
        rows = size.rows
        name = try SessionFields.name(from: fields["name"])
        labels = try SessionFields.labels(from: fields["labels"])
        environment = try SessionFields.environment(from: fields["environment"])
        workingDirectory = try SessionFields.workingDirectory(from: fields["working_directory"])
    }

    /// The names of those there are.
    static let fields = ["cols", "rows", "name", "labels", "environment", "working_directory"]
}
