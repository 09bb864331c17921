import LineOutput
import Testing

@Suite struct UTCTimeTests {
    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00.000Z"), (951_782_399.999, "2000-02-28T23:59:59.999Z"),
        (951_782_400.0, "2000-02-29T00:00:00.000Z"), (951_868_800.0, "2000-03-01T00:00:00.000Z"),
        (4_107_542_400.0, "2100-03-01T00:00:00.000Z"), (1_767_225_599.0, "2025-12-31T23:59:59.000Z"),
        (253_402_300_799.0, "9999-12-31T23:59:59.000Z"),
    ])
    func time(seconds: Double, text: String) {
        #expect(UTCTime(seconds).description == text)
    }
}
