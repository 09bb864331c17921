import Testing

@testable import web_terminal

@Suite struct ByteSizeTests {
    @Test(arguments: [
        ("0", 0), ("4096", 4096), ("1B", 1), ("1KB", 1000), ("1KiB", 1024), ("512KiB", 524_288), ("1MB", 1_000_000),
        ("3 MiB", 3_145_728), ("1GB", 1_000_000_000), ("2gib", 2_147_483_648),
    ])
    func reads(text: String, bytes: Int) {
        #expect(ByteSize.parse(text) == bytes)
    }

    @Test(arguments: [
        "", " ", "KB", "-1", "+1", "1.5GB", "1K", "1M", "1TB", "1 ", " 1", "1KBB", "0x10", "٣", "1\0",
        "9223372036854775808", "9223372036854775807KB", "10000000000GiB",
    ])
    func refuses(text: String) {
        #expect(ByteSize.parse(text) == nil)
    }

    @Test func readsWhatItWrites() {
        for exponent in 0..<31 {
            for bytes in [1 << exponent, (1 << exponent) - 1, (1 << exponent) + 1, 1000 << exponent] {
                #expect(ByteSize.parse(ByteSize.format(bytes)) == bytes)
            }
        }
        #expect(ByteSize.format(524_288) == "512KiB")
        #expect(ByteSize.format(1_000_000_000) == "1GB")
        #expect(ByteSize.format(4097) == "4097")
    }
}
