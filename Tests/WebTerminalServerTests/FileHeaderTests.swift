import HTTPTypes
import NIOCore
import TerminalProtocol
import Testing
import Workspaces

@testable import WebTerminalServer

@Suite struct FileHeaderTests {
    @Test(
        arguments: [
            (nil, ByteRange.whole), ("bytes=0-0", .part(0..<1)), ("bytes=0-", .part(0..<10)),
            ("bytes=3-5", .part(3..<6)),
            ("BYTES=9-", .part(9..<10)), ("bytes=9-100", .part(9..<10)), ("bytes=-3", .part(7..<10)),
            ("bytes=-100", .part(0..<10)), ("bytes=10-", .unsatisfiable), ("bytes=10-11", .unsatisfiable),
            ("bytes=-0", .unsatisfiable), ("bytes=99999999999999999999-", .unsatisfiable),
            ("bytes=0-99999999999999999999", .part(0..<10)), ("bytes=5-3", .whole), ("bytes=", .whole),
            ("bytes=-", .whole),
            ("bytes=a-b", .whole), ("bytes=1-2,4-5", .whole), ("lines=1-2", .whole), ("bytes=+1-2", .whole),
            ("bytes=1--2", .whole), ("bytes 1-2", .whole), ("", .whole),
        ] as [(String?, ByteRange)])
    func range(header: String?, expected: ByteRange) { #expect(ByteRange(header, of: 10) == expected) }

    @Test func anEmptyFileHasNoRange() {
        #expect(ByteRange("bytes=0-", of: 0) == .unsatisfiable)
        #expect(ByteRange("bytes=-1", of: 0) == .unsatisfiable)
    }

    @Test(arguments: [
        ("a.txt", #"attachment; filename="a.txt""#), ("a b(1).tar.gz", #"attachment; filename="a b(1).tar.gz""#),
        ("ü.txt", #"attachment; filename="_.txt"; filename*=UTF-8''%C3%BC.txt"#),
        (#"a"b"#, #"attachment; filename="a_b"; filename*=UTF-8''a%22b"#),
        ("a;b", #"attachment; filename="a_b"; filename*=UTF-8''a%3Bb"#),
        ("a\r\nX: y", #"attachment; filename="a__X_ y"; filename*=UTF-8''a%0D%0AX%3A%20y"#),
        (#"\xFF"#, #"attachment; filename="_xFF"; filename*=UTF-8''%5CxFF"#),
    ])
    func disposition(name: String, expected: String) { #expect(ContentDisposition.attachment(name) == expected) }

    private static let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    private static let base64 = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="

    private static func digest(_ fields: [(String, String)]) throws(ErrorBody) -> [UInt8]? {
        var headers = HTTPFields()
        for (name, value) in fields { HTTPField.Name(name).map { headers[$0] = value } }
        return try ContentDigest.sha256(headers)
    }

    @Test(arguments: [
        [("X-Content-SHA256", hex)], [("X-Content-SHA256", hex.uppercased())],
        [("Content-Digest", "sha-256=:\(base64):")],
        [("Repr-Digest", "sha-512=:AAAA:, sha-256=:\(base64): ")],
        [("Repr-Digest", "sha-256=:\(base64):"), ("X-Content-SHA256", hex)],
    ])
    func digestIsRead(fields: [(String, String)]) throws {
        let digest = try #require(try Self.digest(fields))
        #expect(digest.count == 32 && digest.first == 0xBA && digest.last == 0xAD)
    }

    @Test func whoSaysNothingIsNotChecked() throws {
        #expect(try Self.digest([]) == nil)
        #expect(try Self.digest([("Content-Digest", "sha-512=:AAAA:")]) == nil)
    }

    @Test(arguments: [
        [("X-Content-SHA256", "")], [("X-Content-SHA256", String(hex.dropLast()))], [("X-Content-SHA256", hex + "00")],
        [("X-Content-SHA256", "zz" + hex.dropFirst(2))], [("Content-Digest", "sha-256=\(base64)")],
        [("Content-Digest", "sha-256=:\(base64.dropLast()):")], [("Content-Digest", "sha-256=::")],
        // The same bytes with bits at the end that belong to none of them.
        [("Content-Digest", "sha-256=:\(base64.dropLast(2))1=:")],
        [("Repr-Digest", "sha-256=:\(base64):"), ("X-Content-SHA256", String(repeating: "0", count: 64))],
    ])
    func digestThatIsNone(fields: [(String, String)]) {
        #expect(throws: ErrorBody.self) { try Self.digest(fields) }
    }

    @Test func parameters() throws {
        let all = ["path", "limit", "offset", "type", "overwrite", "parents", "recursive"]
        let query = try FileQuery(
            "/x?path=a%2Fb+c%5Cx0A&limit=7&offset=3&type=directory&overwrite=false&parents=1&recursive=true", all)
        #expect(query.path.description == #"a/b c\x0A"# && query.limit == 7 && query.offset == 3 && query.isDirectory)
        #expect(query.overwrite == false && query.parents && query.recursive)
        #expect(try FileQuery("/x", all) == FileQuery("/x?path=", all))
        for wrong in [
            "limit=0", "limit=1001", "limit=x", "offset=-1", "type=link", "overwrite=yes", "path=a&path=b", "other=1",
        ] {
            #expect(throws: ErrorBody.self, "\(wrong)") { try FileQuery("/x?\(wrong)", all) }
        }
        #expect(throws: ErrorBody.self) { try FileQuery("/x?recursive=true", ["path"]) }
        #expect(throws: WorkspaceError.self) { try FileQuery("/x?path=..", all) }
    }
}
