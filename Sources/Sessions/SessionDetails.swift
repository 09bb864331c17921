import Synchronization
import TerminalProtocol

/// What people and programs call a session, and may change while it lives.
struct SessionDetails: Sendable, Equatable {
    private(set) var name: String?
    private(set) var labels: [String: String]
    /// Goes up with every change, and with nothing else.
    private(set) var revision: UInt64 = 0

    init(name: String?, labels: [String: String]) {
        self.name = name
        self.labels = labels
    }

    /// Takes an edit as a whole, or not at all.
    mutating func apply(_ edit: SessionEdit) throws(SessionError) {
        var new = self
        if let name = edit.name { new.name = name }
        switch edit.labels {
        case .keep: break
        case .removeAll: new.labels = [:]
        case .merge(let changes):
            for (key, value) in changes { new.labels[key] = value }
        }
        guard new.labels.count <= SessionFields.maximumLabels else {
            let maximum = SessionFields.maximumLabels
            throw .invalid(
                field: "labels", message: "a session has at most \(maximum) labels; it would have \(new.labels.count)")
        }
        guard new != self else { return }
        new.revision += 1
        self = new
    }
}

/// A change to what a session is called, as a JSON merge patch (RFC 7396) says it. Its values are checked already.
public struct SessionEdit: Sendable, Equatable {
    /// Nil: it stays. A value of nil: it has no name any more.
    public var name: String??
    public var labels: Labels

    public enum Labels: Sendable, Equatable {
        case keep
        case removeAll
        /// Those with a value are set, those without are removed, and all others stay.
        case merge([String: String?])
    }

    public init(name: String?? = nil, labels: Labels = .keep) {
        self.name = name
        self.labels = labels
    }
}

extension Session {
    /// Changes what the session is called.
    ///
    /// - Parameter isExpected: whether the one who asks knows of this revision; asked in the same step.
    /// - Returns: false when the revision was not the expected one, and nothing has changed.
    public func edit(
        _ edit: SessionEdit, if isExpected: (_ revision: UInt64) -> Bool = { _ in true }
    ) throws(SessionError) -> Bool {
        let result: Result<Bool, SessionError> = guarded.withLock { guarded in
            guard isExpected(guarded.details.revision) else { return .success(false) }
            do throws(SessionError) {
                try guarded.details.apply(edit)
                return .success(true)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
