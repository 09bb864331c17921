internal import CPseudoTerminal
internal import Glibc

/// Removes what is in a directory, by descriptors and without ever following a link, however deep it is and whatever its
/// permissions are, while others may still write to it.
///
/// A way of any length needs few descriptors: what lies too deep is moved up, beside where it all began, and has its turn
/// from there. Going back up by `..` instead would lead wherever somebody has moved the directory to. A mount is left
/// alone, and so is what contains it: what is behind it is not ours.
struct TreeRemoval {
    /// Levels that are open at once.
    static let openLevels = 24
    /// When somebody makes files faster than we remove them, the next start of a server is the time for the rest.
    static let patienceSeconds: Int64 = 600
    /// How long a thread works at one tree before others have their turn.
    static let turnSeconds: Int64 = 1

    /// What came of a turn.
    enum Outcome: Sendable {
        /// The top is empty.
        case done
        /// There is more to do.
        case unfinished
        /// Something cannot be removed, or somebody adds to it for too long.
        case stuck
    }

    private let top: Descriptor
    private let deadline: Int64
    private var turnEnds = Int64.min
    private var movedCount = 0

    /// - Parameter top: the directory to be emptied, or the one where what lies too deep may be moved to.
    init(top: Descriptor) {
        self.top = top
        deadline = MonotonicClock.nanoseconds() + Self.patienceSeconds * 1_000_000_000
    }

    /// Empties the top, in as many turns as that takes. False when something stays.
    mutating func run() -> Bool {
        while true {
            switch takeTurn() {
            case .done: return true
            case .stuck: return false
            case .unfinished: continue
            }
        }
    }

    /// Removes for a second at most. Only a pass over the top that finds nothing says that it is empty.
    mutating func takeTurn() -> Outcome {
        // The shell can reach it by `..`, and take from us what we need.
        fchmod(top.number, 0o700)
        turnEnds = min(MonotonicClock.nanoseconds() + Self.turnSeconds * 1_000_000_000, deadline)
        repeat {
            let (removed, failed) = empty(top, level: 0)
            if removed == 0, !isTurnOver { return failed == 0 ? .done : .stuck }
        } while !isTurnOver
        return MonotonicClock.nanoseconds() >= deadline ? .stuck : .unfinished
    }

    /// Removes beside everything else, in turns with whoever else walks through trees.
    func removeLater(_ isOver: @escaping @Sendable (_ isEmpty: Bool) -> Void) {
        WorkspaceThreads.walkLater { [self] in
            var removal = self
            switch removal.takeTurn() {
            case .done: isOver(true)
            case .stuck: isOver(false)
            case .unfinished: removal.removeLater(isOver)
            }
        }
    }

    /// Returns when that is over.
    func removeBeside() async -> Bool {
        await withCheckedContinuation { continuation in
            removeLater { continuation.resume(returning: $0) }
        }
    }

    private var isTurnOver: Bool { MonotonicClock.nanoseconds() >= turnEnds }

    /// One pass over a directory, as far as the turn lasts. Its entries change while they are read.
    private mutating func empty(_ directory: Descriptor, level: Int) -> (removed: Int, failed: Int) {
        var (removed, failed) = (0, 0)
        var reader = DirectoryReader(directory)
        while !isTurnOver, let (name, _) = try? reader.next() {
            if remove(name, in: directory, level: level) { removed += 1 } else { failed += 1 }
        }
        return (removed, failed)
    }

    /// - Returns: whether it is gone from this directory.
    private mutating func remove(_ name: [UInt8], in directory: Descriptor, level: Int) -> Bool {
        if Self.unlink(name, in: directory, flags: 0) == 0 { return true }
        let error = Self.unlink(name, in: directory, flags: AT_REMOVEDIR)
        if error == 0 { return true }
        guard error == ENOTEMPTY || error == EEXIST, let inner = Self.open(name, in: directory) else { return false }
        if level >= Self.openLevels { return moveUp(name, from: directory) }
        while true {
            let (removed, _) = empty(inner, level: level + 1)
            if Self.unlink(name, in: directory, flags: AT_REMOVEDIR) == 0 { return true }
            if removed == 0 || isTurnOver { return false }
        }
    }

    private mutating func moveUp(_ name: [UInt8], from directory: Descriptor) -> Bool {
        // A name that is taken is somebody else's doing; another number is as good.
        for _ in 0..<100 {
            movedCount += 1
            let new = Array("deep-\(movedCount)".utf8)
            let result = name.withCString { old in
                new.withCString { confined_rename(directory.number, old, top.number, $0, false) }
            }
            if result == 0 { return true }
            if result != -EEXIST { return false }
        }
        return false
    }

    /// - Returns: 0 when it is gone, or errno.
    private static func unlink(_ name: [UInt8], in directory: Descriptor, flags: Int32) -> Int32 {
        name.withCString { unlinkat(directory.number, $0, flags) == 0 || errno == ENOENT ? 0 : errno }
    }

    /// Opens a directory, and lets us do in it what we have to.
    static func open(_ name: [UInt8], in directory: Descriptor) -> Descriptor? {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
        if let opened = try? directory.open(name, flags, links: CONFINED_LINKS_NONE) {
            fchmod(opened.number, 0o700)
            return opened
        }
        // Not to be read: its permissions can be changed all the same, by a name that means this very directory.
        guard
            let found = try? directory.open(
                name, Descriptor.place | O_DIRECTORY | O_NOFOLLOW, links: CONFINED_LINKS_NONE),
            chmod("/proc/self/fd/\(found.number)", 0o700) == 0
        else { return nil }
        return try? directory.open(name, flags, links: CONFINED_LINKS_NONE)
    }
}
