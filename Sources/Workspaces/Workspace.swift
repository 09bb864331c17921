internal import CPseudoTerminal
internal import Glibc
internal import Synchronization

/// The files of one session. Every call blocks for as long as the disk takes: not for event loops (`WorkspaceThreads`).
///
/// Shell and server write to the same directory at the same time. So nothing is decided by looking first: each call opens
/// what it works on beneath the workspace (`confined_open`), and works on that.
public final class Workspace: Sendable {
    /// The directory itself: where the shell starts, and its home.
    public let path: String
    /// The same without links on the way, as the kernel tells where a process is.
    public let physicalPath: String
    /// For what the shell is started with; not served.
    public var shellDirectory: String {
        "\(path.dropLast(Self.directoryName.count))\(String(decoding: Self.shellDirectoryName, as: UTF8.self))"
    }
    public let limits: WorkspaceLimits

    static let directoryName = Array("workspace".utf8)
    static let shellDirectoryName = Array("shell".utf8)
    /// For what is not complete yet, and for what is on its way out. Beside the workspace, so that a rename is all that
    /// is between it and there, and nobody sees halves.
    static let transferDirectoryName = Array("transfer".utf8)
    /// Uploads at a time, each file of a form counted: they hold descriptors, of which all sessions have a part.
    static let maximumUploads = 128
    /// A directory with more names is shown without those that come after them.
    static let maximumListedNames = 100_000

    /// The directory of the session, with those three in it. Locked for as long as it is open (`WorkspaceRoot`).
    private let session: Descriptor
    private let root: Descriptor
    private let name: [UInt8]
    private let ledger: Mutex<QuotaLedger>
    private let lastTree = Mutex(TreeUsage())
    private let onWarning = Mutex<(@Sendable (_ usedBytes: Int, _ quotaBytes: Int) -> Void)?>(nil)
    private let isEnded = Atomic(false)
    private let isCheckQueued = Atomic(false)
    private let transferCount = Atomic(0)
    private let openUploads = Atomic(0)
    /// Held while something gets its name, so that of two who ask for the same only one is told that it was free.
    let naming = Mutex(())

    init(
        root: Descriptor, rootPath: String, physicalRootPath: String, name: [UInt8], session: Descriptor,
        limits: WorkspaceLimits
    ) {
        self.root = root
        self.name = name
        self.session = session
        self.limits = limits
        let suffix = "\(String(decoding: name, as: UTF8.self))/\(String(decoding: Self.directoryName, as: UTF8.self))"
        path = "\(rootPath)/\(suffix)"
        physicalPath = physicalRootPath == rootPath ? path : "\(physicalRootPath)/\(suffix)"
        ledger = Mutex(QuotaLedger(limits: limits, now: MonotonicClock.nanoseconds()))
    }

    /// `warn` is called when nine tenths of the quota are taken, on whichever thread found out.
    public func onQuotaWarning(_ warn: @escaping @Sendable (_ usedBytes: Int, _ quotaBytes: Int) -> Void) {
        onWarning.withLock { $0 = warn }
    }

    // MARK: Reading

    /// What is at a path; a link is not followed.
    public func entry(_ path: WorkspacePath) throws(WorkspaceError) -> WorkspaceEntry {
        let place = try place(of: path)
        return try WorkspaceEntry.look(at: path, place.name, in: place.directory)
    }

    /// What is in a directory, by name: `limit` entries from `offset` on.
    public func list(_ path: WorkspacePath, offset: Int, limit: Int) throws(WorkspaceError) -> WorkspaceListing {
        let directory = try base().open(path.bytes, O_RDONLY | O_DIRECTORY | O_NONBLOCK)
        var names = FirstNames(offset.addingClamped(limit))
        var isComplete = true
        var reader = DirectoryReader(directory)
        while let (name, _) = try reader.next() {
            guard names.total < Self.maximumListedNames else {
                isComplete = false
                break
            }
            names.add(name)
        }
        var entries: [WorkspaceEntry] = []
        for name in names.sorted().dropFirst(offset) {
            do throws(WorkspaceError) {
                entries.append(try WorkspaceEntry.look(at: try path.appending(name), name, in: directory))
            } catch .notFound {
                // Gone since the directory was read.
                continue
            } catch .quota, .invalidPath {
                // Too deep, or at the end of a path that is too long, to be asked for.
                continue
            }
        }
        return WorkspaceListing(entries: entries, total: names.total, isComplete: isComplete)
    }

    /// Opens a file for reading. A link is followed if it stays in the workspace.
    public func open(_ path: WorkspacePath) throws(WorkspaceError) -> WorkspaceFile {
        guard !path.isRoot else { throw .isDirectory }
        return try WorkspaceFile(path: path, in: try base())
    }

    // MARK: What it takes

    /// - Parameter maximumAgeSeconds: how old the answer may be.
    public func usage(maximumAgeSeconds: Double = 1) -> WorkspaceUsage {
        let walked = measure(maximumAge: Int64(maximumAgeSeconds * 1e9))
        let used = ledger.withLock { $0.used }
        return WorkspaceUsage(
            bytes: used.bytes, entries: used.files, quotaBytes: limits.workspaceBytes, maximumEntries: limits.files,
            maximumFileBytes: limits.fileBytes,
            tree: walked ?? lastTree.withLock { $0 })
    }

    /// Walks, unless somebody has a short time ago. Calls back when there is something to warn of.
    @discardableResult
    private func measure(maximumAge: Int64) -> TreeUsage? {
        let began = MonotonicClock.nanoseconds()
        let isOurs = ledger.withLock { $0.needsWalk(now: began, maximumAge: maximumAge) && $0.beginWalk() }
        guard isOurs else { return nil }
        let directory = try? base(O_RDONLY)
        // One more than there may be, so that a full workspace is not called incomplete.
        let found = directory.map { UsageWalk.measure($0, maximumEntries: limits.files + 1) } ?? TreeUsage()
        ledger.withLock { $0.endWalk(found, began: began, ended: MonotonicClock.nanoseconds()) }
        lastTree.withLock { $0 = found }
        warnIfFull()
        return found
    }

    /// Finds out beside everything else what programs have written, unless that is known well enough, and warns when it
    /// is much. Returns at once.
    public func checkLater() {
        guard ledger.withLock({ $0.needsWalk(now: MonotonicClock.nanoseconds(), maximumAge: Self.checkInterval) }),
            !isCheckQueued.exchange(true, ordering: .relaxed)
        else { return }
        WorkspaceThreads.walkLater {
            self.measure(maximumAge: Self.checkInterval)
            self.isCheckQueued.store(false, ordering: .relaxed)
        }
    }

    private static let checkInterval: Int64 = 60_000_000_000

    /// Promises room, for as long as nothing else is said.
    func promise(_ amount: QuotaLedger.Amount) throws(WorkspaceError) {
        measure(maximumAge: QuotaLedger.maximumAge)
        guard ledger.withLock({ $0.promise(amount) }) != nil else { return }
        // Before somebody is sent away, a look at whether the shell has made room meanwhile.
        measure(maximumAge: QuotaLedger.maximumAgeOfRefusal)
        if let refusal = ledger.withLock({ $0.promise(amount) }) { throw refusal }
    }

    func release(_ amount: QuotaLedger.Amount) { ledger.withLock { $0.release(amount) } }

    func keep(_ amount: QuotaLedger.Amount, replacing replaced: QuotaLedger.Amount) {
        ledger.withLock { $0.keep(amount, replacing: replaced) }
        warnIfFull()
    }

    /// - Parameter entry: what had its only name removed, a directory being empty; nil: only a walk can tell how much it was.
    func somethingIsGone(_ entry: WorkspaceEntry? = nil) {
        ledger.withLock { ledger in
            guard let entry else { return ledger.expire() }
            ledger.remove(QuotaLedger.Amount(bytes: entry.ownBytes, files: 1))
        }
    }

    private func warnIfFull() {
        let used = ledger.withLock { $0.takeWarning() ? $0.used.bytes : nil }
        guard let used, let warn = onWarning.withLock({ $0 }) else { return }
        warn(used, limits.workspaceBytes)
    }

    /// Takes one of the places that there are for uploads, until what is returned is gone.
    func takeUploadSeat() throws(WorkspaceError) -> UploadSeat {
        let taken = openUploads.add(1, ordering: .relaxed).oldValue
        let seat = UploadSeat { self.openUploads.subtract(1, ordering: .relaxed) }
        guard taken < Self.maximumUploads else {
            throw .quota(.uploads, used: taken, limit: Self.maximumUploads)
        }
        return seat
    }

    // MARK: Places

    func checkNotEnded() throws(WorkspaceError) {
        guard !isEnded.load(ordering: .relaxed) else { throw .ended }
    }

    /// The workspace itself.
    func base(_ flags: Int32 = Descriptor.place) throws(WorkspaceError) -> Descriptor {
        try checkNotEnded()
        return try session.open(Self.directoryName, flags | O_DIRECTORY, links: CONFINED_LINKS_NONE)
    }

    /// The directory that something is in, and its name there.
    func place(of path: WorkspacePath) throws(WorkspaceError) -> (directory: Descriptor, name: [UInt8]) {
        let base = try base()
        guard let name = path.components.last else { return (base, [UInt8(ascii: ".")]) }
        return (try base.open(path.parent.bytes, Descriptor.place | O_DIRECTORY), name)
    }

    /// Where things are that are not in the workspace, and a name there that nothing else has.
    func transferPlace() throws(WorkspaceError) -> (directory: Descriptor, name: [UInt8]) {
        try checkNotEnded()
        // The shell can reach it, by `..`; to remove it harms nobody but itself.
        Self.transferDirectoryName.withCString { _ = mkdirat(session.number, $0, 0o700) }
        let directory = try session.open(
            Self.transferDirectoryName, Descriptor.place | O_DIRECTORY, links: CONFINED_LINKS_NONE)
        let number = transferCount.add(1, ordering: .relaxed).newValue
        return (directory, Array("\(number)".utf8))
    }

    /// Puts a file into the shell's directory, for that shell alone.
    public func writeShellFile(_ name: String, _ contents: [UInt8]) throws(WorkspaceError) {
        let directory = try session.open(
            Self.shellDirectoryName, Descriptor.place | O_DIRECTORY, links: CONFINED_LINKS_NONE)
        let file = try directory.open(
            Array(name.utf8), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600, links: CONFINED_LINKS_NONE)
        let written = contents.withUnsafeBytes { write(file.number, $0.baseAddress, $0.count) }
        guard written == contents.count else { throw WorkspaceError(errno: written < 0 ? errno : ENOSPC, "write") }
    }

    // MARK: The end

    /// Removes everything, the session's own directory included. Whoever asks for a file from now on is told that the
    /// session is over. Takes as long as there are files.
    ///
    /// - Returns: false when something could not be removed: a mount is there, or files that are not ours.
    @discardableResult
    public func remove() -> Bool {
        isEnded.store(true, ordering: .relaxed)
        var removal = TreeRemoval(top: session)
        while removal.run() {
            switch removeOwnDirectory() {
            case 0, ENOENT: return true
            // An upload that began before the end.
            case ENOTEMPTY, EEXIST: continue
            default: return false
            }
        }
        return false
    }

    /// The same, on threads for that and in turns with others, so that a large tree keeps nobody waiting.
    @discardableResult
    public func removeBeside() async -> Bool {
        isEnded.store(true, ordering: .relaxed)
        let removal = TreeRemoval(top: session)
        while await removal.removeBeside() {
            switch removeOwnDirectory() {
            case 0, ENOENT: return true
            case ENOTEMPTY, EEXIST: continue
            default: return false
            }
        }
        return false
    }

    /// - Returns: 0, or errno.
    private func removeOwnDirectory() -> Int32 {
        name.withCString { unlinkat(root.number, $0, AT_REMOVEDIR) == 0 ? 0 : errno }
    }
}

/// A part of a directory.
public struct WorkspaceListing: Sendable {
    /// In the order of the bytes of their names.
    public var entries: [WorkspaceEntry]
    /// How many names the directory has.
    public var total: Int
    /// False when it has more than that, which were not looked at.
    public var isComplete: Bool
}

/// What a workspace takes, and may take.
public struct WorkspaceUsage: Sendable {
    /// What counts against the quota.
    public var bytes: Int
    /// Files and directories.
    public var entries: Int
    public var quotaBytes: Int
    public var maximumEntries: Int
    /// Of one file that comes over HTTP.
    public var maximumFileBytes: Int
    /// What the last walk has found.
    public var tree: TreeUsage
}
