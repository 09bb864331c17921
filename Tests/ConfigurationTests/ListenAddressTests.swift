import Testing

@testable import web_terminal

@Suite struct ListenAddressTests {
    @Test(arguments: ["127.0.0.1", "127.255.0.3", "localhost", "LOCALHOST", "::1"])
    func loopback(host: String) {
        #expect(ListenAddress(host: host).isLoopback)
    }

    @Test(arguments: [
        "0.0.0.0", "::", "", "128.0.0.1", "127.0.0.1.example.org", "127.example.org", "127.0.0", "127.0.0.256",
        "localhost.example.org", "10.0.0.1", "example.org", "127.0.0.-1", "127..0.1",
    ])
    func notLoopback(host: String) {
        #expect(!ListenAddress(host: host).isLoopback)
    }

    @Test func urls() {
        #expect(ListenAddress(host: "127.0.0.1").url(port: 80) == "http://127.0.0.1:80/")
        #expect(ListenAddress(host: "::1").url(port: 8080) == "http://[::1]:8080/")
        let local = ListenAddress(host: "127.0.0.1")
        for path in ["/a/b", "/a/b/"] {
            #expect(local.url(port: 1, isSecure: true, basePath: path) == "https://127.0.0.1:1/a/b/")
        }
    }
}
