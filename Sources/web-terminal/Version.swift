/// The release that this is.
enum Version {
    static let number = "0.1.0"
    static let line = "web-terminal \(number)"
}
