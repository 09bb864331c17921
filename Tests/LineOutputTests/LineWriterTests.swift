import Glibc
import Synchronization
import TestKit
import Testing

@testable import LineOutput

/// The writer with a sink that does as it is told.
@Suite struct LineWriterTests {
    /// A sink that fails for as long as it is told to.
    private final class Script: Sendable {
        struct State {
            var written: [[UInt8]] = []
            var error: LineSinkError?
            /// Lines that are taken before the error.
            var room = 0
            var refused: [UInt8]?
            var reopened = 0
            var isClosed = false
        }
        let state = Watched(State())
    }

    private struct ScriptedSink: LineSink {
        let script: Script

        mutating func write(_ lines: ArraySlice<[UInt8]>) -> LineProgress {
            script.state.update { state in
                if let refused = state.refused, let index = lines.firstIndex(of: refused) {
                    state.written += lines[..<index]
                    return LineProgress(
                        written: index - lines.startIndex, error: LineSinkError("too long", errno: EMSGSIZE),
                        isRefused: true)
                }
                guard let error = state.error else {
                    state.written += lines
                    return LineProgress(written: lines.count)
                }
                let taken = lines.prefix(state.room)
                state.room -= taken.count
                state.written += taken
                return LineProgress(written: taken.count, error: error)
            }
        }

        mutating func reopen() -> LineSinkError? {
            script.state.update { state in
                state.reopened += 1
                state.error = nil
            }
            return nil
        }

        mutating func close() { script.state.update { $0.isClosed = true } }
    }

    private let script = Script()
    private let troubles = Watched<[LineWriter.Trouble]>([])
    private static let full = LineSinkError("cannot write", errno: ENOSPC)

    private func writer(capacity: Int = LineWriter.defaultCapacity) throws -> LineWriter {
        try LineWriter(ScriptedSink(script: script), threadName: "test-writer", capacity: capacity) {
            [troubles] trouble in
            troubles.update { $0.append(trouble) }
        }
    }

    private func line(_ number: Int) -> [UInt8] { Array("line \(number)\n".utf8) }

    @Test func everythingArrivesInOrder() throws {
        let writer = try writer()
        let lines = (0..<20_000).map(line)
        for line in lines { #expect(writer.write(line)) }
        #expect(writer.finish(withinSeconds: 20))
        #expect(script.state.current.written == lines)
        #expect(script.state.current.isClosed)
        #expect(writer.statistics == LineWriter.Statistics(written: 20_000))
        #expect(!writer.write(line(0)), "a writer that has finished takes nothing more")
    }

    @Test func whatCannotBeWrittenIsWrittenLater() async throws {
        script.state.update { ($0.error, $0.room) = (Self.full, 2) }
        let writer = try writer()
        for number in 0..<5 { #expect(writer.write(line(number))) }
        #expect(await troubles.wait(within: defaultDeadline) { $0 == [.failing(Self.full)] ? true : nil } == true)
        script.state.update { $0.error = nil }
        #expect(await script.state.wait(within: defaultDeadline) { $0.written.count == 5 ? true : nil } == true)
        #expect(writer.finish(withinSeconds: 20))
        #expect(script.state.current.written == (0..<5).map(line))
        #expect(troubles.current == [.failing(Self.full), .recovered])
        #expect(writer.statistics.failures >= 1)
    }

    @Test func whatWaitsIsBounded() throws {
        script.state.update { $0.error = Self.full }
        let writer = try writer(capacity: 70)
        let taken = (0..<100).map { writer.write(line($0 % 10)) }
        #expect(taken == Array(repeating: true, count: 10) + Array(repeating: false, count: 90))
        #expect(writer.statistics.lost == 90)
        #expect(!writer.finish(withinSeconds: 20), "ten lines could not be written")
        #expect(script.state.current.isClosed)
    }

    @Test func aNewFileIsAReasonToTryAtOnce() async throws {
        script.state.update { $0.error = Self.full }
        let writer = try writer()
        #expect(writer.write(line(1)))
        #expect(await troubles.wait(within: defaultDeadline) { $0.isEmpty ? nil : true } == true)
        writer.reopen()
        #expect(await script.state.wait(within: defaultDeadline) { $0.written.isEmpty ? nil : $0.reopened } == 1)
        #expect(writer.finish(withinSeconds: 20))
    }

    @Test func aRefusedLineDoesNotHoldUpTheOthers() throws {
        script.state.update { $0.refused = line(1) }
        let writer = try writer()
        for number in 0..<3 { #expect(writer.write(line(number))) }
        #expect(writer.finish(withinSeconds: 20))
        #expect(script.state.current.written == [line(0), line(2)])
        #expect(writer.statistics == LineWriter.Statistics(written: 2, lost: 1))
        #expect(troubles.current == [.refused(LineSinkError("too long", errno: EMSGSIZE))])
    }

    /// Many threads, a sink that fails now and then, room that is not enough: what was taken arrives, once and in each
    /// thread's order.
    @Test func manyWriters() async throws {
        let writer = try writer(capacity: 4096)
        let taken = await withTaskGroup(of: [[UInt8]].self) { group in
            for thread in 0..<4 {
                group.addTask {
                    var taken: [[UInt8]] = []
                    for number in 0..<3000 {
                        let line = Array("\(thread) \(number)\n".utf8)
                        if writer.write(line) { taken.append(line) }
                        if thread == 0, number % 500 == 0 { writer.reopen() }
                        if thread == 1, number % 700 == 0 {
                            script.state.update { ($0.error, $0.room) = (Self.full, 1) }
                        }
                    }
                    return taken
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        writer.reopen()
        #expect(writer.finish(withinSeconds: 20))
        let written = script.state.current.written
        #expect(written.count == taken.joined().count)
        for lines in taken {
            guard let first = lines.first?.first else { continue }
            #expect(written.filter { $0.first == first } == lines)
        }
        #expect(writer.statistics.written + writer.statistics.lost == 12_000)
    }
}
