internal import ShellIntegration
internal import TerminalProtocol

/// Which commands of a history are asked for.
struct HistoryQuery: Equatable {
    /// Only those after the one with this number.
    var since: UInt64?
    var status: CommandHistory.Status?
    /// How many at most, 1 to 1000: the newest, or those that come first behind `since`.
    var limit = 100

    static let names = ["limit", "since", "status"]
    static let limitRange = 1...1000

    init(_ fields: QueryFields) throws(ErrorBody) {
        since = try fields.number("since", in: 0...UInt64.max)
        status = try fields.choice("status")
        limit = try fields.number("limit", in: Self.limitRange) ?? limit
    }
}
