internal import Synchronization

/// A value that many read while it may be replaced as a whole.
final class Replaceable<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>

    init(_ value: Value) { stored = Mutex(value) }

    var current: Value { stored.withLock { $0 } }

    func replace(with value: Value) { stored.withLock { $0 = value } }
}
