internal import HTTPTypes
internal import Hummingbird
internal import NIOPosix
internal import PseudoTerminal
internal import Sessions
internal import StrictJSON
internal import TerminalProtocol

/// `/api/v1/sessions/{id}/processes`: what runs in a session, and signals to one of them.
struct ProcessRoutes {
    var authentication: BearerAuthentication
    var access: SessionAccess

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.resource(
            "sessions/:id/processes",
            [
                .get: authentication.required { _, context, caller in
                    let processes = try access.session(context, caller, to: .view).processes
                    // A process that is changing its memory makes whoever asks for its arguments wait.
                    let (listed, total) = try await NIOThreadPool.singleton.runIfActive { processes.list() }
                    return Response(json: [
                        "processes": .array(listed.map(\.json)), "total": JSONValue(total),
                    ])
                }
            ])
        router.resource(
            "sessions/:id/processes/:pid/signal",
            [
                .post: authentication.required { request, context, caller in
                    let session = try access.session(context, caller, to: .control)
                    let fields = try await request.fields(of: ["signal"], named: "a signal to a process")
                    let signal = try SessionFields.signal(from: fields["signal"])
                    guard let pid = context.parameters.get("pid").flatMap(Self.processID) else { throw Self.notFound }
                    switch session.processes.signal(pid, signal.number) {
                    case .sent:
                        access.observer.observe(
                            .signal(name: signal.rawValue, process: pid, session.id, caller.requester))
                        return Response(status: .noContent)
                    case .notFound: throw Self.notFound
                    case .forbidden: throw ErrorBody(.forbidden, "The process runs as another user of the machine.")
                    }
                }
            ])
    }

    private static let notFound = ErrorBody(.notFound, "There is no such process in this session.")

    /// As a listing writes it: no sign, no zero in front.
    private static func processID(_ text: String) -> Int32? {
        Int32(text).flatMap { String($0) == text ? $0 : nil }
    }
}

extension SessionProcess {
    /// The process object of the API. Times are in seconds since 1970.
    fileprivate var json: JSONValue {
        [
            "pid": JSONValue(id), "parent": JSONValue(parent), "name": .string(name),
            "command": .array(command.map(JSONValue.string)), "command_truncated": .bool(isCommandTruncated),
            "state": .string(state.rawValue), "started_at": .number((startedAt * 100).rounded() / 100),
            "cpu_seconds": .number(cpuSeconds), "memory_bytes": JSONValue(memoryBytes),
        ]
    }
}
