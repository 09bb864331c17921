import Glibc
import TestKit

@testable import Workspaces

/// A root with one workspace, and a directory beside it that nobody may get into by it.
final class Place: Sendable {
    let directory = TestDirectory()
    let root: WorkspaceRoot
    let workspace: Workspace

    static let id = "AAAAAAAAAAAAAAAAAAAAAA"
    static let secret = Array("nobody's business".utf8)

    init(_ limits: WorkspaceLimits = WorkspaceLimits()) throws {
        try directory.write(Self.secret, to: "outside/secret")
        root = WorkspaceRoot(path: directory.path("root"))
        workspace = try root.makeWorkspace(Self.id, limits: limits)
    }

    func path(_ name: String) -> String { "\(workspace.path)/\(name)" }

    func write(_ text: String, to name: String) throws {
        try directory.write(Array(text.utf8), to: "root/\(Self.id)/workspace/\(name)")
    }

    func link(_ name: String, to target: String) throws {
        guard symlink(target, path(name)) == 0 else { throw TestFailure("no link \(name)") }
    }

    @discardableResult
    func upload(_ bytes: [UInt8], to path: String, overwrites: Bool = true) throws -> WorkspaceUploadResult {
        let upload = try workspace.upload(to: WorkspacePath(path), bytes: bytes.count, overwrites: overwrites)
        try bytes.withUnsafeBytes { try upload.write($0) }
        return try upload.finish()
    }

    func read(_ path: String) throws -> [UInt8] {
        let file = try workspace.open(WorkspacePath(path))
        var bytes: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 5, alignment: 1)
        defer { buffer.deallocate() }
        while case let count = try file.read(at: bytes.count, into: buffer), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    /// What is not complete yet, and what is on its way out.
    var transfers: [String] { Self.names(in: directory.path("root/\(Self.id)/transfer")) }

    static func names(in path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The error of something that must fail.
    static func failure(_ body: () throws -> some Any) -> WorkspaceError? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? WorkspaceError
        }
    }
}
