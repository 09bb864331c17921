internal import StrictJSON

extension ClientMessage {
    /// The message as the text of a WebSocket message, in UTF-8: what `init(decoding:)` reads.
    public func encoded() -> [UInt8] {
        var (type, members) = fields
        members["type"] = .string(type)
        return JSONValue.object(members).encoded()
    }

    /// The message's name and its fields on the wire. What is not set is left out.
    private var fields: (type: String, members: [String: JSONValue]) {
        switch self {
        case .authenticate(let token): return ("authenticate", ["token": .string(token)])
        case .create(let request):
            var members = Self.size(request.size)
            members["flow_control"] = .string(request.flowControl.rawValue)
            members["name"] = request.name.map(JSONValue.string)
            if !request.labels.isEmpty { members["labels"] = .object(request.labels.mapValues(JSONValue.string)) }
            if !request.environment.isEmpty {
                members["environment"] = .object(request.environment.mapValues(JSONValue.string))
            }
            members["working_directory"] = request.workingDirectory.map(JSONValue.string)
            return ("create", members)
        case .attach(let request):
            var members = Self.size(request.size)
            members["session_id"] = .string(request.sessionID)
            members["flow_control"] = .string(request.flowControl.rawValue)
            members["mode"] = .string(request.mode.rawValue)
            members["offset"] = request.offset.map { JSONValue($0) }
            return ("attach", members)
        case .input(let data): return ("input", ["data": .string(data)])
        case .resize(let size): return ("resize", Self.size(size))
        case .ack(let offset): return ("ack", ["offset": JSONValue(offset)])
        case .appearance(let appearance): return ("appearance", appearance.members)
        case .repaint: return ("repaint", [:])
        case .signal(let signal): return ("signal", ["signal": .string(signal.rawValue)])
        case .ping(let timestamp): return ("ping", ["timestamp": .number(timestamp)])
        case .detach: return ("detach", [:])
        case .close: return ("close", [:])
        }
    }

    private static func size(_ size: TerminalSize) -> [String: JSONValue] {
        ["cols": JSONValue(size.cols), "rows": JSONValue(size.rows)]
    }
}
