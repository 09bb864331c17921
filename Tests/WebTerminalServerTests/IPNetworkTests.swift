import Testing

@testable import WebTerminalServer

@Suite struct IPNetworkTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("2001:DB8::1", "2001:db8::1"),
        ("2001:db8:0:0:0:0:0:1", "2001:db8::1"), ("::", "::"), ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::FFFF:c000:0201", "192.0.2.1"),
    ])
    func anAddressHasOneForm(text: String, form: String) { #expect(IPAddress(text)?.description == form) }

    @Test(arguments: [
        "", " ", "1", "192.0.2", "192.0.2.1 ", " 192.0.2.1", "192.0.2.256", "192.0.2.01", "192.0.2.1.5", "0x7f.0.0.1",
        "192.0.2.1:80", "[::1]", "::1%lo", ":::", "1::2::3", "g::", "localhost", "192.0.2.1\0", "١.1.1.1", "12345::",
        String(repeating: "1", count: 64),
    ])
    func nothingElseIsAnAddress(text: String) { #expect(IPAddress(text) == nil) }

    struct Case: Sendable {
        var network: String
        var address: String
        var isInside: Bool
    }

    @Test(arguments: [
        Case(network: "10.0.0.0/8", address: "10.255.1.2", isInside: true),
        Case(network: "10.0.0.0/8", address: "11.0.0.0", isInside: false),
        Case(network: "10.0.0.0/8", address: "::ffff:10.1.1.1", isInside: true),
        Case(network: "192.0.2.128/25", address: "192.0.2.128", isInside: true),
        Case(network: "192.0.2.128/25", address: "192.0.2.127", isInside: false),
        Case(network: "192.0.2.4/31", address: "192.0.2.5", isInside: true),
        Case(network: "192.0.2.4/31", address: "192.0.2.6", isInside: false),
        Case(network: "192.0.2.4", address: "192.0.2.4", isInside: true),
        Case(network: "192.0.2.4/32", address: "192.0.2.5", isInside: false),
        Case(network: "0.0.0.0/0", address: "203.0.113.9", isInside: true),
        Case(network: "0.0.0.0/0", address: "::1", isInside: false),
        Case(network: "::/0", address: "2001:db8::1", isInside: true),
        Case(network: "::/0", address: "192.0.2.1", isInside: false),
        Case(network: "2001:db8::/33", address: "2001:db8:7fff::1", isInside: true),
        Case(network: "2001:db8::/33", address: "2001:db8:8000::1", isInside: false),
        Case(network: "::1", address: "::1", isInside: true),
        Case(network: "::ffff:192.0.2.1", address: "192.0.2.1", isInside: true),
    ])
    func aNetworkHoldsItsAddresses(example: Case) throws {
        let network = try IPNetwork(example.network)
        #expect(network.contains(try #require(IPAddress(example.address))) == example.isInside)
    }

    @Test(arguments: [
        "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08", "10.0.0.0/8/8", "::/129",
        "10.0.0.0/255.0.0.0", "10/8", "::ffff:10.0.0.0/104", "localhost", "10.0.0.0/8 ", "*",
    ])
    func nothingElseIsANetwork(text: String) {
        #expect(throws: IPNetwork.Failure.notANetwork) { try IPNetwork(text) }
    }

    @Test(arguments: ["10.0.0.1/8", "192.0.2.1/31", "2001:db8::1/64", "1.0.0.0/0"])
    func bitsBehindThePrefixAreASlip(text: String) {
        #expect(throws: IPNetwork.Failure.bitsBehindPrefix) { try IPNetwork(text) }
    }

    @Test func proxiesAreTrustedByNetworkOrByTheSocket() throws {
        let inside = Peer.address(try #require(IPAddress("10.1.1.1")))
        let some = try TrustedProxies(["10.0.0.0/8"])
        #expect(some.contains(inside) && !some.contains(.unix) && !some.contains(.unknown))
        let socket = try TrustedProxies(["unix"])
        #expect(!socket.contains(inside) && socket.contains(.unix) && !socket.contains(.unknown))
        #expect(!TrustedProxies().contains(inside) && !TrustedProxies().contains(.unix))
        #expect(throws: InvalidSetting.self) { try TrustedProxies(["10.0.0.0/8", "10.0.0.1/8"]) }
    }
}
