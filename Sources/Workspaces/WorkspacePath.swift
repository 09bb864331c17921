/// A place in a workspace: the names on the way to it. Where they really lead, the kernel decides (`confined_open`); what
/// is refused here is what could only be a mistake, or could not be said clearly later.
public struct WorkspacePath: Hashable, Sendable, CustomStringConvertible {
    /// None of them is empty, `.` or `..`, and none contains a zero or a slash.
    public let components: [[UInt8]]

    /// The kernel's bound of a name, in bytes.
    public static let maximumNameBytes = 255
    /// The kernel's bound of a path (PATH_MAX), in bytes, without the zero at its end.
    public static let maximumBytes = 4095
    /// Names on the way. Deeper directories, which programs may make, are removed but not served.
    public static let maximumDepth = 64

    public static let root = WorkspacePath(unchecked: [])

    /// - Parameter text: names in the form of `EscapedName`, with slashes between them. One at the beginning or the end
    ///   means nothing: the workspace is what all paths begin at.
    public init(_ text: String) throws(WorkspaceError) {
        var components: [[UInt8]] = []
        for part in text.utf8.split(separator: UInt8(ascii: "/")) where !part.elementsEqual(".".utf8) {
            guard let name = EscapedName.bytes(part) else {
                throw .invalidPath(#"behind a backslash there must be another one, or xHH for a byte of the name"#)
            }
            components.append(name)
        }
        try self.init(components)
    }

    init(_ components: [[UInt8]]) throws(WorkspaceError) {
        for name in components { try Self.check(name) }
        guard components.count <= Self.maximumDepth else {
            throw .quota(.depth, used: components.count, limit: Self.maximumDepth)
        }
        guard components.reduce(components.count - 1, { $0 + $1.count }) <= Self.maximumBytes else {
            throw .invalidPath("the path has more than \(Self.maximumBytes) bytes")
        }
        self.components = components
    }

    private init(unchecked components: [[UInt8]]) { self.components = components }

    /// Something in this directory.
    public func appending(_ name: [UInt8]) throws(WorkspaceError) -> WorkspacePath {
        try WorkspacePath(components + [name])
    }

    public var isRoot: Bool { components.isEmpty }
    /// The last name, as text; empty for the workspace itself.
    public var name: String { components.last.map(EscapedName.text) ?? "" }
    public var parent: WorkspacePath { WorkspacePath(unchecked: components.dropLast()) }

    /// As it is shown, and as it can be given again.
    public var description: String { components.map(EscapedName.text).joined(separator: "/") }

    /// For the kernel, relative to the workspace.
    var bytes: [UInt8] { isRoot ? [UInt8(ascii: ".")] : Array(components.joined(separator: [UInt8(ascii: "/")])) }

    private static func check(_ name: [UInt8]) throws(WorkspaceError) {
        guard !name.isEmpty, name != [UInt8(ascii: ".")] else { throw .invalidPath("a name is missing") }
        guard !name.elementsEqual("..".utf8) else { throw .invalidPath(".. is not served; begin at the workspace") }
        guard !name.contains(0) else { throw .invalidPath("no name contains a zero byte") }
        guard !name.contains(UInt8(ascii: "/")) else { throw .invalidPath("no name contains a slash") }
        guard name.count <= maximumNameBytes else {
            throw .invalidPath("a name has more than \(maximumNameBytes) bytes")
        }
    }
}
