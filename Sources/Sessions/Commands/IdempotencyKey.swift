/// What names a command that a program wants to be run once, however often it asks.
public enum IdempotencyKey {
    /// The longest, in bytes of UTF-8.
    public static let maximumBytes = 128
}
