internal import StrictJSON

extension ClientMessage {
    /// The names of the messages on the wire.
    private enum Kind: String, CaseIterable {
        case authenticate, create, attach, input, resize, ack, appearance, repaint, signal, ping, detach, close
    }

    /// Reads a text message.
    ///
    /// - Throws: `INVALID_REQUEST` for what is no JSON object with a known `type`, `VALIDATION_ERROR` for a field
    ///   that is missing or wrong; the message names the field, never its value.
    public init(decoding bytes: some Collection<UInt8>) throws(ErrorBody) {
        let fields = FieldReader(try Self.members(of: bytes))
        guard let kind = fields["type"]?.stringValue.flatMap(Kind.init) else {
            let names = Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ErrorBody(.invalidRequest, "type must be one of \(names)", details: ["field": "type"])
        }
        switch kind {
        case .authenticate:
            self = .authenticate(token: try fields.string("token", maximumBytes: ProtocolV1.maximumTokenBytes))
        case .create: self = .create(try CreateRequest(fields))
        case .attach: self = .attach(try AttachRequest(fields))
        case .input: self = .input(data: try fields.string("data"))
        case .resize: self = .resize(try SessionFields.size(cols: fields["cols"], rows: fields["rows"]))
        case .ack: self = .ack(offset: try fields.offset("offset"))
        case .appearance: self = .appearance(try TerminalAppearance(fields))
        case .repaint: self = .repaint
        case .signal: self = .signal(try fields.choice("signal", of: TerminalSignal.self))
        case .ping: self = .ping(timestamp: try fields.number("timestamp"))
        case .detach: self = .detach
        case .close: self = .close
        }
    }

    private static func members(of bytes: some Collection<UInt8>) throws(ErrorBody) -> [String: JSONValue] {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw ErrorBody(
                .invalidRequest, "The message is not valid JSON: \(error)", details: ["offset": String(error.offset)])
        }
        guard let members = value.objectValue else {
            throw ErrorBody(.invalidRequest, "The message must be a JSON object")
        }
        return members
    }
}

extension CreateRequest {
    fileprivate init(_ fields: FieldReader) throws(ErrorBody) {
        self.init(
            size: try SessionFields.size(cols: fields["cols"], rows: fields["rows"]),
            flowControl: try fields.choice("flow_control", default: FlowControl.none),
            name: try SessionFields.name(from: fields["name"]),
            labels: try SessionFields.labels(from: fields["labels"]),
            environment: try SessionFields.environment(from: fields["environment"]),
            workingDirectory: try SessionFields.workingDirectory(from: fields["working_directory"]))
    }
}

extension AttachRequest {
    fileprivate init(_ fields: FieldReader) throws(ErrorBody) {
        self.init(
            sessionID: try fields.string("session_id", maximumBytes: ProtocolV1.maximumSessionIDBytes),
            size: try SessionFields.size(cols: fields["cols"], rows: fields["rows"]),
            flowControl: try fields.choice("flow_control", default: FlowControl.none),
            offset: try fields.optionalOffset("offset"),
            mode: try fields.choice("mode", default: ViewerMode.control))
    }
}
