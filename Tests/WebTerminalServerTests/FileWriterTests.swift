import NIOCore
import TestKit
import Testing
import Workspaces

@testable import WebTerminalServer

@Suite(.timeLimit(.minutes(2))) struct FileWriterTests {
    /// A file that came a byte at a time kept what was read from the socket with each of its bytes: tens of megabytes for
    /// one client.
    @Test func whatIsHeldIsBounded() async throws {
        let directory = TestDirectory()
        let workspace = try WorkspaceRoot(path: directory.path("root"))
            .makeWorkspace("AAAAAAAAAAAAAAAAAAAAAA", limits: WorkspaceLimits())
        let upload = try workspace.upload(to: WorkspacePath("file"))
        var writer = FileWriter(upload)
        let count = FileWriter.pieceBytes + 1000
        var most = 0
        for number in 0..<count {
            try await writer.write(ByteBuffer(bytes: [UInt8(truncatingIfNeeded: number)]))
            most = max(most, writer.heldBytes)
        }
        #expect(most >= FileWriter.pieceBytes / 2 && most <= 2 * FileWriter.pieceBytes)
        try await writer.flush()
        #expect(writer.heldBytes == 0)
        let result = try upload.finish()
        #expect(result.entry.bytes == count)
        withExtendedLifetime(directory) {}
    }
}
