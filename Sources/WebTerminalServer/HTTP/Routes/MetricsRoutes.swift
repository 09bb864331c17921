internal import Authentication
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import PrometheusExporter
internal import Sessions
internal import TerminalProtocol

/// What Prometheus reads, at the path that the settings say and below `/api/v1`.
struct MetricsRoutes {
    private let registry: MetricsRegistry
    private let path: String
    private let requiresToken: Bool
    /// May be replaced while the server runs.
    private let token: Replaceable<MetricsToken?>
    private let authentication: BearerAuthentication

    /// - Throws: `InvalidSetting` for a path that cannot be served.
    init(
        _ registry: MetricsRegistry, _ settings: Configuration.Metrics, token: Replaceable<MetricsToken?>,
        authentication: BearerAuthentication
    ) throws(InvalidSetting) {
        if let complaint = Self.complaint(about: settings.path) {
            throw InvalidSetting(key: "metrics.path", message: complaint)
        }
        self.registry = registry
        path = settings.path
        requiresToken = settings.requiresToken
        self.token = token
        self.authentication = authentication
    }

    func add(to router: some RouterMethods<BasicRequestContext>, api: some RouterMethods<BasicRequestContext>) {
        let handler: RouteHandler = { request, _ in
            guard let principal = try reader(request) else { return answer(request) }
            return try await authentication.announcingExpiry(of: principal) {
                try authorize(principal, request)
                return answer(request)
            }
        }
        router.resource(RouterPath(path), [.get: handler])
        api.resource("metrics", [.get: handler])
    }

    private func answer(_ request: Request) -> Response {
        let format = ExpositionFormat(accept: request.headers[.accept])
        return Response(
            status: .ok,
            headers: [.contentType: format.contentType, .cacheControl: "no-store", .vary: "Accept"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: registry.text(format))))
    }

    /// Whose token has to be looked at; nil: the scraper's was shown, or none is needed.
    private func reader(_ request: Request) throws(ErrorResponse) -> Principal? {
        guard requiresToken else { return nil }
        let authorization = request.headers[.authorization]
        if let shown = authorization.flatMap(Authenticator.bearerToken(fromAuthorization:)),
            token.current?.matches(shown) == true
        {
            return nil
        }
        return try authentication.principal(authorization: authorization, of: Requester(request.headers))
    }

    /// With `metrics.require_token`, those may who show the scraper's token, and admins.
    private func authorize(_ principal: Principal, _ request: Request) throws(ErrorResponse) {
        guard principal.identity?.role == .admin else {
            var requester = Requester(request.headers)
            requester.become(principal)
            authentication.observer.observe(.denied(.metrics, requester))
            throw ErrorResponse(ErrorBody(.forbidden, "Only admins and scrapers may read the metrics."))
        }
    }

    /// Paths that are somebody else's, by their first segment.
    private static let taken: Set = ["api", "health", "ready", "ws"]

    private static func complaint(about path: String) -> String? {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard path.hasPrefix("/"), segments.allSatisfy(isPlain) else {
            return "\(path) is no path of letters, digits, dots, hyphens and underscores, such as /metrics"
        }
        if let first = segments.first, taken.contains(String(first)) { return "\(path) is served otherwise" }
        return nil
    }

    /// Nothing that a router would take for a parameter.
    private static func isPlain(_ segment: Substring) -> Bool {
        !segment.isEmpty && segment != "." && segment != ".."
            && segment.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
