internal import NIOCore
internal import PseudoTerminal
internal import Synchronization
internal import TerminalEmulator
public import TerminalProtocol

// The model of the screen: who feeds it, and who looks at it.
extension Session: ScreenWork {
    /// How long after an interrupt the screen is drawn, in nanoseconds: by then most programs have stopped.
    static let interruptRest: UInt64 = 50_000_000
    /// With more input than that waiting for the shell, in bytes, questions are not answered. A program that asks
    /// without reading must not get in the way of what is typed.
    static let answerQueueBytes = 4 * 1024

    /// Before a batch goes into the log: the model sees what the log will forget. The only place where the terminal's
    /// reader waits for it, and no longer than it must, for others wait for the reader.
    func makeRoom(for batch: Int) {
        guard let screen, screen.plan.mustCatchUp(before: batch, unfed: screen.unfed) else { return }
        update(screen) { state in
            while screen.plan.mustCatchUp(before: batch, unfed: screen.unfed), state.feedPiece(of: self, screen) {}
        }
    }

    /// After a batch went to the viewers. `sizes`: how often the size has changed before it.
    func updateScreen(batch: Int, end: UInt64, sizes: UInt64) {
        guard let screen else { return }
        screen.printedTo.store(end, ordering: .releasing)
        // A new size may take longer than all that is printed.
        let isSized = screen.markedTo.load(ordering: .acquiring) == sizes
        if isSized, screen.plan.choice(batch: batch, unfed: screen.unfed) == .now, feedIfFree(screen) { return }
        schedule(screen)
    }

    /// After the size has changed.
    func resizeScreen() {
        if let screen { schedule(screen) }
    }

    func feedSome() -> Bool {
        guard let screen else { return false }
        if update(screen, { $0.feedPiece(of: self, screen) }) { return true }
        // Both sides exchange, so either this sees what was printed, or the printer that it has to be put on the list.
        _ = screen.isScheduled.exchange(false, ordering: .acquiringAndReleasing)
        let sizes = guarded.withLock { $0.state.sizes.count }
        guard screen.unfed > 0 || screen.markedTo.load(ordering: .acquiring) != sizes else { return false }
        return !screen.isScheduled.exchange(true, ordering: .acquiringAndReleasing)
    }

    private func schedule(_ screen: SessionScreen) {
        guard !screen.isScheduled.exchange(true, ordering: .acquiringAndReleasing) else { return }
        guard !ScreenThread.shared.add(self) else { return }
        _ = screen.isScheduled.exchange(false, ordering: .acquiringAndReleasing)
        update(screen) { state in
            while state.feedPiece(of: self, screen) {}
        }
    }

    /// False: somebody else is at it.
    private func feedIfFree(_ screen: SessionScreen) -> Bool {
        let effects = screen.state.withLockIfAvailable { state in
            while state.feedPiece(of: self, screen) {}
            return state.takeEffects()
        }
        guard let effects else { return false }
        tell(effects, of: screen)
        return true
    }

    /// Changes the model, and then says what viewers should hear of.
    private func update<Result>(
        _ screen: SessionScreen, _ change: (inout SessionScreen.State) -> Result
    ) -> Result {
        let (result, effects) = screen.state.withLock { state in
            let result = change(&state)
            return (result, state.takeEffects())
        }
        tell(effects, of: screen)
        return result
    }

    /// Types the answers to questions of a program.
    func answer(_ bytes: [UInt8]) {
        guarded.withLock { guarded in
            guard guarded.state.exit == nil, guarded.queuedInput <= Self.answerQueueBytes else { return }
            guarded.queuedInput += terminal.write(ByteBuffer(bytes: bytes))
        }
    }

    // MARK: Telling

    /// With no lock held: a viewer's answer may be anything.
    private func tell(_ effects: ScreenEffects, of screen: SessionScreen) {
        guard !effects.isEmpty else { return }
        let now = clocks.monotonic()
        perform(screen.news.withLock { $0.add(effects, now: now) }, screen)
    }

    private func perform(_ step: ScreenNews.Step, _ screen: SessionScreen) {
        switch step {
        case .nothing: break
        case .tell(let effects):
            if let title = effects.title { tellViewers(.title(title)) }
            if effects.hasRung { tellViewers(.bell) }
        case .wait(let nanoseconds):
            Task {
                try? await Task.sleep(nanoseconds: UInt64(nanoseconds))
                let now = clocks.monotonic()
                perform(screen.news.withLock { $0.waited(now: now) }, screen)
            }
        }
    }

    // MARK: Looking

    /// The model with all that was printed until now. A copy: to be drawn outside of the lock.
    private func level(_ screen: SessionScreen) -> SessionScreen.State {
        let end = guarded.withLock { $0.state.log.end }
        // The lock is given back in between: the terminal's reader may want it.
        while update(screen, { $0.fedTo < end && $0.feedPiece(of: self, screen) }) {}
        return update(screen) { state in
            // No further than what was there, for a flood would keep us here.
            while state.feedPiece(of: self, screen), state.fedTo < end {}
            // A size may be behind the last byte.
            while state.fedTo == end, state.feedPiece(of: self, screen), state.fedTo == end {}
            return state
        }
    }

    /// What puts a viewer's terminal into the state of this one.
    func picture(historyBytes: Int) -> ScreenPicture {
        guard let screen else { return blankPicture() }
        let level = level(screen)
        return ScreenPicture(
            bytes: ByteBuffer(bytes: level.emulator.snapshot(limitBytes: historyBytes)), offset: level.fedTo,
            size: level.size, mark: level.mark)
    }

    /// Without a model: a terminal as it begins, for all that is remembered of what was printed.
    private func blankPicture() -> ScreenPicture {
        guarded.withLock { guarded in
            let offset = guarded.state.log.start
            let (mark, size) = guarded.state.sizes.position(at: offset)
            return ScreenPicture(bytes: ByteBuffer(string: "\u{1B}c"), offset: offset, size: size, mark: mark)
        }
    }

    /// Draws the screen for a viewer that waits for it.
    func draw(for viewer: ViewerID, _ cause: RepaintCause) {
        Task {
            if cause == .interrupt { try? await Task.sleep(nanoseconds: Self.interruptRest) }
            // It may have left.
            guard let history = guarded.withLock({ $0.state.historyBytes(for: viewer) }) else { return }
            let picture = picture(historyBytes: history)
            let now = clocks.monotonic()
            let effects = guarded.withLock { guarded in
                let effects = guarded.state.drawn(picture, for: viewer, now: now)
                apply(effects.pace)
                return effects
            }
            effects.notify.forEach { $0.outputAvailable() }
        }
    }

    /// The screen, for programs; nil: the server keeps none (`SessionSettings.keepsScreen`).
    public func screenshot() -> Screenshot? {
        guard let screen else { return nil }
        let level = level(screen)
        return Screenshot(
            emulator: level.emulator, offset: level.fedTo,
            tag: Self.tag(level.fedTo, level.mark, level.appearance))
    }

    /// Names what the screen shows now: the same as long as nothing was printed and nothing else has changed.
    public var screenTag: String {
        guarded.withLock { Self.tag($0.state.log.end, $0.state.sizes.count, $0.appearances) }
    }

    private static func tag(_ offset: UInt64, _ mark: UInt64, _ appearance: UInt64) -> String {
        "\(offset).\(mark).\(appearance)"
    }

    /// What the controlling viewer looks like; programs that ask from now on are told. False: the viewer does not
    /// control.
    @discardableResult
    public func setAppearance(_ appearance: TerminalAppearance, by viewer: ViewerID) -> Bool {
        guarded.withLock { guarded in
            guard guarded.state.mode(of: viewer) == .control else { return false }
            // The model takes it with the next thing it does: nobody waits for it here.
            guarded.appearance = guarded.appearance?.changed(by: appearance) ?? appearance
            guarded.appearances += 1
            return true
        }
    }
}

/// What a session's terminal showed at one moment.
public struct Screenshot: Sendable {
    let emulator: TerminalEmulator
    /// Everything below is on it.
    public let offset: UInt64
    /// As `Session.screenTag` was then.
    public let tag: String

    /// Lines of text, without what was left empty.
    public var text: String { emulator.text() }
    /// The same with colours, as terminals understand it.
    public var ansi: String { emulator.ansi() }
    public var html: String { emulator.html() }
    public var json: String { emulator.json() }
}
