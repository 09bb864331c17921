import Sessions
import Testing

@Suite struct SessionIDTextTests {
    /// One in 64 would.
    @Test func noneIsTakenForAnOption() {
        for _ in 0..<5000 {
            let id = SessionID.random().description
            #expect(!id.hasPrefix("-") && SessionID(id)?.description == id)
        }
    }
}
