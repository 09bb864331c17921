import Testing

@testable import Multipart

@Suite struct MultipartHeaderTests {
    @Test(arguments: [
        (#"form-data; name="f"; filename="a b.txt""#, "a b.txt"), (#"form-data; name=f; filename=a.txt"#, "a.txt"),
        (#"form-data; name="f"; filename="a%22b%0D%0A%20""#, "a\"b\r\n%20"),
        (#"form-data; name=f; filename="a\"b""#, "a\"b"),
        (#"form-data; name=f; filename="C:\temp\x""#, #"C:\temp\x"#), (#"form-data; name=f; filename="a\\b""#, #"a\b"#),
        (#"form-data; filename="a;b=c"; name=f;"#, "a;b=c"), (#"FORM-DATA; NAME=f; FILENAME=x"#, "x"),
        (#"form-data; name=f; filename=x; filename*=UTF-8''other"#, "x"), (#"form-data ; name=f ; filename="ü""#, "ü"),
        (#"form-data; name=f; filename="../../etc/passwd""#, "../../etc/passwd"),
    ])
    func filename(disposition: String, expected: String) throws {
        let part = try MultipartPart(header: Array("Content-Disposition: \(disposition)\r\n\r\n".utf8))
        #expect(part.name == Array("f".utf8) && part.filename == Array(expected.utf8))
    }

    @Test func bytesOfANameStayAsTheyAre() throws {
        let header =
            Array("Content-Disposition: form-data; name=f; filename=\"".utf8) + [0xFF, 0xC3] + Array("\"\r\n\r\n".utf8)
        #expect(try MultipartPart(header: header).filename == [0xFF, 0xC3])
    }

    @Test(arguments: [
        ("multipart/form-data; boundary=abc", "abc"), ("Multipart/Form-Data;charset=utf-8; Boundary=\"a b\"", "a b"),
        (
            "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
            "----WebKitFormBoundary7MA4YWxkTrZu0gW"
        ),
        ("multipart/form-data; boundary=\"'()+_,-./:=?\"", "'()+_,-./:=?"),
        ("multipart/form-data; boundary=\(String(repeating: "x", count: 70))", String(repeating: "x", count: 70)),
    ])
    func boundary(contentType: String, expected: String) {
        #expect(MultipartBoundary(contentType: contentType)?.bytes == Array(expected.utf8))
    }

    @Test(arguments: [
        "", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
        "multipart/mixed; boundary=a", "text/plain; boundary=a", "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; boundary=\"a", "multipart/form-data; boundary=\"a \"",
        "multipart/form-data; boundary=\"a\u{1}\"",
        "multipart/form-data; boundary=ü", "multipart/form-data; boundary=\(String(repeating: "x", count: 71))",
        "multipart/form-data; boundary = a", "multipart/form-data boundary=a",
    ])
    func noBoundary(contentType: String) { #expect(MultipartBoundary(contentType: contentType) == nil) }
}
