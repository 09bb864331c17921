import Glibc
import TestKit
import Testing

@testable import LineOutput

/// The sinks on real files, pipes and sockets.
@Suite struct SinkTests {
    private let directory = TestDirectory()

    private func line(_ text: String) -> [UInt8] { Array((text + "\n").utf8) }

    @Test func aFileIsMadeForItsOwnerAlone() throws {
        let path = directory.path("log")
        var sink = try FileSink(path: path)
        #expect(sink.write([line("a"), line("b")][...]) == LineProgress(written: 2))
        sink.close()
        #expect(directory.mode("log") == 0o600)
        var again = try FileSink(path: path)
        #expect(again.write([line("c")][...]) == LineProgress(written: 1))
        again.close()
        #expect(try directory.text("log") == "a\nb\nc\n")
    }

    @Test func aFileThatCannotBeOpened() {
        #expect(throws: LineSinkError("cannot open /no/such/log", errno: ENOENT)) {
            _ = try FileSink(path: "/no/such/log")
        }
        #expect(
            LineSinkError("cannot open /no/such/log", errno: ENOENT).description.hasSuffix("No such file or directory"))
    }

    @Test func twoWritersDoNotShareAFile() throws {
        let path = directory.path("log")
        var first = try FileSink(path: path, isExclusive: true)
        #expect(throws: LineSinkError.self) { _ = try FileSink(path: path, isExclusive: true) }
        // To open the same file anew is no conflict with oneself.
        #expect(first.reopen() == nil)
        #expect(first.write([line("a")][...]).error == nil)
        first.close()
        var second = try FileSink(path: path, isExclusive: true)
        second.close()
    }

    @Test func aMovedFileIsLeftWhenAsked() throws {
        let path = directory.path("log")
        var sink = try FileSink(path: path, isExclusive: true)
        _ = sink.write([line("a")][...])
        #expect(rename(path, directory.path("log.1")) == 0)
        _ = sink.write([line("b")][...])
        #expect(sink.reopen() == nil)
        _ = sink.write([line("c")][...])
        #expect(try directory.text("log.1") == "a\nb\n")
        #expect(try directory.text("log") == "c\n")
        // No new file can be made: the old one is better than none.
        #expect(rename(path, directory.path("log.2")) == 0)
        #expect(mkdir(path, 0o700) == 0)
        #expect(sink.reopen()?.errno == EISDIR)
        #expect(sink.write([line("d")][...]) == LineProgress(written: 1))
        #expect(try directory.text("log.2") == "c\nd\n")
        sink.close()
    }

    @Test func aFullDisk() throws {
        var sink = try FileSink(path: "/dev/full")
        let progress = sink.write([line("a")][...])
        #expect(progress.written == 0 && progress.error?.errno == ENOSPC)
        sink.close()
    }

    /// A pipe that somebody made non-blocking, with a slow reader.
    @Test func aSlowPipe() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let (readEnd, writeEnd) = (ends[0], ends[1])
        #expect(fcntl(writeEnd, F_SETFL, O_NONBLOCK) == 0)
        defer { close(readEnd) }
        let lines = (0..<4000).map { line("line \($0) " + String(repeating: "x", count: 60)) }
        let writer = try LineWriter(try DescriptorSink(writeEnd), threadName: "test-pipe") { _ in }
        for line in lines { #expect(writer.write(line)) }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1000)
        let expected = lines.reduce(0) { $0 + $1.count }
        while received.count < expected {
            let count = read(readEnd, &buffer, buffer.count)
            guard count > 0 else { break }
            received += buffer[..<count]
        }
        #expect(received == Array(lines.joined()))
        #expect(writer.finish(withinSeconds: 20))
        close(writeEnd)
    }

    @Test func aDescriptorThatIsNotOpen() {
        #expect(throws: LineSinkError("cannot write to descriptor 987654", errno: EBADF)) {
            _ = try DescriptorSink(987_654)
        }
    }

    @Test func syslog() throws {
        let path = directory.path("log")
        var sink = SyslogSink(path: path, tag: "web-terminal")
        #expect(sink.write([line("early")][...]).error?.errno == ENOENT)
        var listener = try DatagramListener(path: path)
        #expect(sink.write([line(#"{"a":1}"#), line("b")][...]) == LineProgress(written: 2))
        let first = listener.receive()
        #expect(
            first.wholeMatch(of: #/<86>[A-Z][a-z]{2} [ 1-3]\d \d\d:\d\d:\d\d web-terminal\[\d+\]: \{"a":1\}/#) != nil,
            "\(first)")
        #expect(listener.receive().hasSuffix("]: b"))
        // The daemon is restarted.
        listener.end()
        #expect(sink.write([line("lost?")][...]).error != nil)
        listener = try DatagramListener(path: path)
        #expect(sink.write([line("c")][...]) == LineProgress(written: 1))
        #expect(listener.receive().hasSuffix("]: c"))
        let long = sink.write([line(String(repeating: "x", count: 4 << 20))][...])
        #expect(long.isRefused && long.written == 0)
        sink.close()
        listener.end()
    }
}
