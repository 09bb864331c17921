/// The address that the server was told to listen on, as far as it can be judged without asking anybody.
struct ListenAddress {
    let host: String

    /// True for what only this machine can reach.
    var isLoopback: Bool {
        if host.lowercased() == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// `http://127.0.0.1:8080/`, `https://[::1]:8080/terminal/`
    func url(port: Int, isSecure: Bool = false, basePath: String = "/") -> String {
        let authority = "\(host.contains(":") ? "[\(host)]" : host):\(port)"
        return (isSecure ? "https://" : "http://") + authority + basePath + (basePath.hasSuffix("/") ? "" : "/")
    }
}
