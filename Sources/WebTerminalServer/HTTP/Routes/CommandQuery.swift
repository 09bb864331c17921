internal import TerminalProtocol

/// How a single command is to be shown.
struct CommandQuery: Equatable {
    var waitNanoseconds: Int64 = 0
    var outputLimitBytes = CommandRoutes.defaultOutputLimitBytes

    static let names = ["wait_seconds", "output_limit_bytes"]

    init(_ fields: QueryFields) throws(ErrorBody) {
        let seconds = try fields.number("wait_seconds", in: CommandRoutes.waitSeconds) ?? 0
        waitNanoseconds = Int64(seconds) * 1_000_000_000
        outputLimitBytes =
            try fields.number("output_limit_bytes", in: CommandRoutes.outputLimitBytes) ?? outputLimitBytes
    }
}
