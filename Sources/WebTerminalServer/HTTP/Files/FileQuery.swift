internal import TerminalProtocol
internal import Workspaces

/// The parameters of the routes for files.
struct FileQuery: Equatable {
    /// Left out: the workspace itself.
    var path = WorkspacePath.root
    /// Entries of a directory, 1 to 1000.
    var limit = 100
    var offset = 0
    /// What is to be made is a directory.
    var isDirectory = false
    /// Nil: as the method has it.
    var overwrite: Bool?
    var parents = false
    var recursive = false

    static let limitRange = 1...1000

    private enum Kind: String, CaseIterable { case file, directory }

    /// - Parameter names: the parameters that this route has.
    init(_ target: String, _ names: [String]) throws {
        let fields = try QueryFields(RequestTarget(target), names)
        path = try fields.text("path").map { try WorkspacePath($0) } ?? path
        limit = try fields.number("limit", in: Self.limitRange) ?? limit
        offset = try fields.number("offset", in: 0...Int.max) ?? offset
        isDirectory = try fields.choice("type", of: Kind.self) == .directory
        overwrite = try fields.flag("overwrite")
        parents = try fields.flag("parents") ?? parents
        recursive = try fields.flag("recursive") ?? recursive
    }
}
