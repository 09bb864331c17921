import Authentication
import Glibc

/// What makes a server without a secret useful: a secret for this run, and a link with a token for whoever reads the
/// terminal it was started in.
struct DevelopmentLink {
    static let tokenLifetimeHours: Int64 = 12

    private let policy: TokenPolicy

    /// Gives the policy a secret that nobody has ever seen.
    init(for policy: inout TokenPolicy) {
        policy.secrets = [TokenSecret.random()]
        self.policy = policy
    }

    /// The lines to print. The token is in the fragment, which browsers send to nobody.
    func lines(pageURL: String) -> [String] {
        let token = TokenMinter.token(
            for: Self.accountName(), policy: policy, lifetimeSeconds: Self.tokenLifetimeHours * 3600)
        guard let token else { return [] }
        return [
            "No secret is configured, so this run has one of its own. Open this link; its token is good for "
                + "\(Self.tokenLifetimeHours) hours:",
            "  \(pageURL)#token=\(token)",
        ]
    }

    /// The name of the account that the server runs under: the shells are its own.
    private static func accountName() -> String {
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return "user" }
        return String(cString: name)
    }
}
