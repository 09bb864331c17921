import LineOutput
import Testing

@Suite struct LineDestinationTests {
    @Test(arguments: [
        ("off", LineDestination.off), ("stderr", .descriptor(2)), ("fd:3", .descriptor(3)), ("syslog", .syslog),
        ("file:/var/log/audit.log", .file("/var/log/audit.log")), ("file:/a b:c", .file("/a b:c")),
    ])
    func good(text: String, destination: LineDestination) {
        #expect(LineDestination(text) == destination)
        #expect(destination.description == text)
    }

    @Test(arguments: [
        "", "on", "OFF", "stdout", "fd:", "fd:-1", "fd:0", "fd:+3", "fd:03", "fd:3 ", "fd:4294967298", "fd:x",
        "file:", "file:audit.log", "file:/a\0b", "/var/log/audit.log", "syslog:514", " off",
    ])
    func bad(text: String) {
        #expect(LineDestination(text) == nil)
    }
}
