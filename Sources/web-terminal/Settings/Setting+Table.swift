import Authentication
import Sessions
import WebTerminalServer

extension Setting {
    /// A year, in seconds: more is a mistake.
    private static let seconds = 0...31_536_000
    /// So much in a second, or at once, that it is no limit.
    private static let rate = 0...10_000_000

    /// Every setting there is, in the order of config.toml. An unknown key is an error, so what is not here cannot be
    /// set.
    static let all: [Setting] = [
        Setting(
            "server.host", .text(\.configuration.server.host, .printable),
            "The address to listen on. Other than a loopback address, it needs a secret (see [security])."),
        Setting(
            "server.port", .integer(\.configuration.server.port, 0...65535),
            "The TCP port to listen on; 0 lets the system choose one, which is then printed."),
        Setting(
            "server.unix_socket", .optionalText(\.configuration.server.unixSocket, .absolutePath),
            example: #""/run/web-terminal/socket""#,
            "A unix socket to listen on instead of host and port. A file that is left over there is replaced."),
        Setting(
            "server.unix_socket_mode", .text(\.configuration.server.unixSocketMode, .printable),
            "The permissions of that socket: who may write to it may connect."),
        Setting(
            "server.base_path", .text(\.configuration.server.basePath, .printable),
            "The path that everything is served below, such as \"/terminal\", for a proxy that hands paths on as they are."
        ),
        Setting(
            "server.trusted_proxies", .list(\.configuration.server.trustedProxies, .printable),
            example: #"["127.0.0.1", "10.0.0.0/8"]"#,
            "Addresses and networks of proxies that are believed about where requests come from; \"unix\": whoever "
                + "connects to the unix socket. From all others such headers are ignored."),
        Setting(
            "server.proxy_headers", .text(\.proxyHeadersName, .choice(["x-forwarded", "forwarded"])),
            "Which headers those set: X-Forwarded-For, -Proto and -Host, or Forwarded (RFC 7239). Others are ignored."),
        Setting(
            "server.proxy_protocol", .flag(\.configuration.server.proxyProtocol),
            "Whether they begin each connection with a header of the PROXY protocol, version 1 or 2. Then all have to."),
        Setting(
            "server.workers", .integer(\.configuration.server.workers, 0...1024),
            "Threads that serve sockets; 0: one for each core."),
        Setting(
            "server.allowed_hosts", .list(\.configuration.server.allowedHosts, .printable),
            example: #"["terminal.example.org"]"#,
            "Names that browsers may call this server by, besides the address it listens on; with or without a port."),
        Setting(
            "server.allowed_origins", .list(\.configuration.server.allowedOrigins, .printable),
            example: #"["https://portal.example.org"]"#,
            "Origins of other pages that may open a terminal here."),
        Setting(
            "server.max_connections", .integer(\.configuration.server.maxConnections, 1...1_000_000),
            "Open connections at once."),
        Setting(
            "server.drain_seconds", .integer(\.configuration.server.drainSeconds, 0...3600),
            "How long the first SIGTERM lets shells end by themselves, in seconds."),

        Setting(
            "server.tls.certificate", .optionalText(\.tls.certificate, .path),
            example: #""/etc/web-terminal/fullchain.pem""#,
            "With this and the key the server speaks only https. The certificate and its chain, in PEM form."),
        Setting(
            "server.tls.private_key", .optionalText(\.tls.privateKey, .path),
            example: #""/etc/web-terminal/privkey.pem""#,
            "The key of the certificate, in PEM form, without a passphrase. It must not be open to all users."),
        Setting(
            "server.tls.hsts_seconds", .integer(\.tls.hstsSeconds, 0...63_072_000),
            "For how long browsers that were here refuse to come back without TLS, in seconds; 0: they are not told."),

        Setting(
            "session.shell", .text(\.configuration.session.shell, .absolutePath),
            "The program of a session."),
        Setting(
            "session.arguments", .list(\.configuration.session.arguments, .argument), example: #"["-l"]"#,
            "What it is started with."),
        Setting(
            "session.environment", .variables(\.configuration.session.environment), example: #"{ EDITOR = "vim" }"#,
            "Variables that every session gets. Nothing of the server's own environment is handed on."),
        Setting(
            "session.working_directory", .optionalText(\.configuration.session.workingDirectory, .absolutePath),
            example: #""/srv/work""#,
            "Where a session starts; left out: at its home."),
        Setting(
            "session.home", .text(\.sessionHomeName, .choice(SessionHome.allCases.map(\.rawValue))),
            "What HOME is: \"workspace\", a directory of the session's own, empty at first and removed with it; or "
                + "\"account\", the home of the server's user, which all sessions share."),
        Setting(
            "session.workspace_root", .optionalText(\.configuration.session.workspaceRoot, .absolutePath),
            example: #""/var/lib/web-terminal/workspaces""#,
            "Where the workspaces of all sessions are. It is made with mode 0700, and has to be the server's user's alone. "
                + "Left out: web-terminal- and the user's number, in TMPDIR or /tmp."),
        Setting(
            "session.workspace_quota_bytes",
            .bytes(\.configuration.session.workspaceQuotaBytes, 4096...(1 << 50)),
            "The files of a session together. Programs in the shell are counted and warned of, but not stopped."),
        Setting(
            "session.timeout_seconds", .integer(\.configuration.session.timeoutSeconds, seconds),
            "A session without input, output and attach for this long ends; 0: never."),
        Setting(
            "session.timeout_warning_seconds", .integer(\.configuration.session.timeoutWarningSeconds, seconds),
            "How long before that its viewers are warned."),
        Setting(
            "session.max_duration_seconds", .integer(\.configuration.session.maxDurationSeconds, seconds),
            "A session ends at this age; 0: never."),
        Setting(
            "session.max_per_user", .integer(\.configuration.limits.maxSessionsPerUser, 1...100_000),
            "Sessions that one user may have at once."),
        Setting(
            "session.output_log_bytes", .bytes(\.configuration.session.outputLogBytes, (256 << 10)...(1 << 30)),
            "How much of a session's output is kept for viewers that return. Memory grows to it as needed."),
        Setting(
            "session.keeps_screen", .flag(\.configuration.session.keepsScreen),
            "Off: the server has no model of the screen. Viewers that come get a replay, and nobody answers programs."),
        Setting(
            "session.scrollback_lines", .integer(\.configuration.session.scrollbackLines, 0...100_000),
            "Lines above the screen that are remembered for viewers that come later, within 4 MiB."),
        Setting(
            "session.flow_control_window_bytes",
            .bytes(\.configuration.session.flowControlWindowBytes, 65_536...(16 << 20)),
            "How much may be on its way to a viewer that acknowledges. More is not faster, and delays Ctrl-C."),
        Setting(
            "session.resume_grace_seconds", .integer(\.configuration.session.resumeGraceSeconds, 0...3600),
            "After the connection of the last viewer broke, nothing it has not seen is forgotten for this long."),
        Setting(
            "session.unattended_bytes_per_second",
            .bytes(\.configuration.session.unattendedBytesPerSecond, 4096...(1 << 30)),
            "How fast a session may print while nobody is attached to it."),
        Setting(
            "session.shell_integration", .flag(\.configuration.session.shellIntegration),
            "Whether bash, zsh and fish are started so that they tell which commands they run: for the history of a "
                + "session, and for running commands over HTTP. What the user has set up for the shell is read all the same."
        ),
        Setting(
            "session.history_entries", .integer(\.configuration.session.historyEntries, 1...100_000),
            "Commands that are remembered of a session."),
        Setting(
            "session.linger_seconds", .integer(\.configuration.session.lingerSeconds, seconds),
            "For how long a session that has ended can still be looked at."),

        Setting(
            "limits.max_sessions_total", .integer(\.configuration.limits.maxSessionsTotal, 1...100_000),
            "Sessions at once, of all users."),
        Setting(
            "limits.max_viewers_per_session", .integer(\.configuration.limits.maxViewersPerSession, 1...10_000),
            "Viewers of one session at once."),
        Setting(
            "limits.max_upload_bytes", .bytes(\.configuration.limits.maxUploadBytes, 4096...(1 << 40)),
            "A file that is put into a workspace over HTTP, and all files of one form together."),
        Setting(
            "limits.max_shares_per_session", .integer(\.configuration.limits.maxSharesPerSession, 0...1000),
            "Links to one session that are good at once; 0: sessions are not shared."),
        Setting(
            "limits.requests_per_second_per_address", .integer(\.configuration.rates.requestsPerSecondPerAddress, rate),
            "Requests in a second from one client's address (of IPv6: one /64), handshakes of WebSockets among them. "
                + "This one and the other rates: 0 is no limit."),
        Setting(
            "limits.requests_burst_per_address", .integer(\.configuration.rates.requestsBurstPerAddress, rate),
            "How many at once, after a pause. This one and the other bursts: at least what a second allows."),
        Setting(
            "limits.requests_per_second_per_user", .integer(\.configuration.rates.requestsPerSecondPerUser, rate),
            "Requests in a second with tokens of one user, or with one share, from wherever."),
        Setting(
            "limits.requests_burst_per_user", .integer(\.configuration.rates.requestsBurstPerUser, rate),
            "How many at once, after a pause."),
        Setting(
            "limits.messages_per_second_per_connection",
            .integer(\.configuration.rates.messagesPerSecondPerConnection, rate),
            "Messages in a second from the client of one WebSocket. Beyond it the connection is closed."),
        Setting(
            "limits.messages_burst_per_connection", .integer(\.configuration.rates.messagesBurstPerConnection, rate),
            "How many at once, after a pause."),
        Setting(
            "limits.bytes_per_second_per_connection",
            .bytes(\.configuration.rates.bytesPerSecondPerConnection, 0...(1 << 40)),
            "What they may contain together in a second."),
        Setting(
            "limits.bytes_burst_per_connection", .bytes(\.configuration.rates.bytesBurstPerConnection, 0...(1 << 40)),
            "How much at once, after a pause."),
        Setting(
            "limits.penalty_seconds", .integer(\.configuration.rates.penaltySeconds, seconds),
            "What a bad token costs the address that it came from; the price doubles each time the address is shut out. "
                + "0: nothing."),
        Setting(
            "limits.penalty_threshold_seconds", .integer(\.configuration.rates.penaltyThresholdSeconds, seconds),
            "An address that owes more than this is shut out: until it owes nothing, bad tokens from there are answered "
                + "with 429. Good ones are good."),
        Setting(
            "limits.penalty_max_seconds", .integer(\.configuration.rates.penaltyMaxSeconds, seconds),
            "The most that an address can owe."),
        Setting(
            "limits.max_addresses_tracked", .integer(\.configuration.rates.maxAddressesTracked, 1...10_000_000),
            "Addresses that are told apart at once. Those beyond share what one may have."),
        Setting(
            "limits.max_users_tracked", .integer(\.configuration.rates.maxUsersTracked, 1...10_000_000),
            "Users and shares that are told apart at once."),
        Setting(
            "limits.exempt_addresses", .list(\.configuration.rates.exemptAddresses, .printable),
            example: #"["192.0.2.0/24"]"#,
            "Addresses and networks without limits by address and without penalties, such as those of monitoring."),

        Setting(
            "security.jwt_secret", .secret, example: #""at least 32 bytes that nobody can guess""#,
            "The secret that tokens are signed with. Best: WEB_TERMINAL_JWT_SECRET, which no shell gets to see; a file "
                + "that the server can read, a shell of the server's own user can read, too. "
                + "Without any secret the server starts on a loopback address only, with one for that run."),
        Setting(
            "security.jwt_secret_file", .secretFile, example: #""/run/secrets/web-terminal""#,
            "A file that holds it, instead. A relative path starts at the directory of this file."),
        Setting(
            "security.jwt_secrets", .namedSecrets,
            example: ##"[{ kid = "2026-01", file = "/run/secrets/2026-01" }, { kid = "2026-02", secret = "…" }]"##,
            "Further secrets for tokens with that `kid`, to change secrets without a gap. All of them are good."),
        Setting(
            "security.algorithms", .list(\.algorithmNames, .choice(["HS256", "HS384", "HS512"])),
            "Signatures that are accepted."),
        Setting(
            "security.issuer", .optionalText(\.configuration.security.tokens.issuer, .printable),
            example: #""https://id.example.org""#,
            "What the `iss` of a token has to be; left out: anything."),
        Setting(
            "security.audience", .optionalText(\.configuration.security.tokens.audience, .printable),
            example: #""web-terminal""#,
            "What the `aud` of a token has to contain; left out: anything."),
        Setting(
            "security.leeway_seconds", .integer(\.configuration.security.tokens.leewaySeconds.int, 0...3600),
            "How far the clocks of the issuer and this server may differ."),
        Setting(
            "security.groups_claim", .text(\.configuration.security.tokens.groupsClaim, .printable),
            "The claim that lists the groups of a user."),
        Setting(
            "security.role_claim", .text(\.configuration.security.tokens.roleClaim, .printable),
            "The claim that holds the role: admin, user or viewer."),
        Setting(
            "security.admin_groups", .list(\.configuration.security.tokens.adminGroups.sortedElements, .printable),
            example: #"["operators"]"#,
            "Members of these groups are admins."),
        Setting(
            "security.viewer_groups", .list(\.configuration.security.tokens.viewerGroups.sortedElements, .printable),
            example: #"["guests"]"#,
            "Members of these groups, unless they are admins, may only look on."),
        Setting(
            "security.allowed_users", .list(\.configuration.security.tokens.allowedUsers.sortedElements, .printable),
            example: #"["alice"]"#,
            "If this or the next list has an entry, only these users and members of these groups are let in."),
        Setting(
            "security.allowed_groups", .list(\.configuration.security.tokens.allowedGroups.sortedElements, .printable),
            example: #"["developers"]"#,
            "See allowed_users."),
        Setting(
            "security.denied_users", .list(\.configuration.security.tokens.deniedUsers.sortedElements, .printable),
            example: #"["mallory"]"#,
            "Refused, whatever the other lists say."),
        Setting(
            "security.admin_control", .flag(\.configuration.security.adminControl),
            "Whether admins may do everything with the sessions of others. Otherwise they list, look on and end them."),
        Setting(
            "security.token_url", .optionalText(\.configuration.security.tokenURL, .tokenURL),
            example: #""https://id.example.org/terminal-token""#,
            "Where pages fetch a fresh token, with cookies, when theirs comes to its end: an address, or a path on their "
                + "own host. It answers {\"token\":\"…\"}, or the token as text; from another origin with CORS for this one."
        ),

        Setting(
            "logging.level",
            .text(
                \.logLevelName, .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"])),
            "What is less important than this is not logged."),
        Setting(
            "logging.format", .text(\.logFormatName, .choice(["text", "json"])),
            "Lines for people, or an object of JSON on each line."),
        Setting(
            "logging.file", .optionalText(\.logging.file, .path), example: #""/var/log/web-terminal/server.log""#,
            "Where the log goes instead of standard error. SIGHUP opens it anew, for log rotation."),
        Setting(
            "logging.audit", .text(\.auditName, .destination),
            "Where the audit trail goes, a chain of events that shows when one is missing: \"off\", \"stderr\", "
                + "\"fd:3\", \"file:/var/log/web-terminal/audit.log\" or \"syslog\". SIGHUP opens a file anew."),

        Setting(
            "recording.directory", .optionalText(\.recording.directory, .path),
            example: #""/var/lib/web-terminal/recordings""#,
            "If it is set, all that sessions print is recorded there, a file in the format asciicast v3 for each. What "
                + "is typed is not, unless the terminal shows it. Viewers are told."),
        Setting(
            "recording.max_bytes", .bytes(\.recording.maximumBytes, 4096...(1 << 40)),
            "What a recording has at most; then it ends, and says so."),

        Setting(
            "metrics.enabled", .flag(\.configuration.metrics.isEnabled),
            "Whether the server counts what it does, and tells Prometheus."),
        Setting(
            "metrics.path", .text(\.configuration.metrics.path, .printable),
            "Where Prometheus finds it; also at /api/v1/metrics."),
        Setting(
            "metrics.require_token", .flag(\.configuration.metrics.requiresToken),
            "Whether scrapers have to send a bearer token: the one in token_file, or one of an admin."),
        Setting(
            "metrics.token_file", .optionalText(\.metricsTokenFile, .path),
            example: #""/etc/web-terminal/metrics-token""#,
            "A file that holds a token for scrapers, of at least 32 bytes. Prometheus can read the same file."),
        Setting(
            "metrics.per_session", .flag(\.configuration.metrics.perSession),
            "Whether every session has series of its own. That makes many, and they are new ones all the time."),

        Setting(
            "static.directory", .optionalText(\.configuration.page.directory, .path), example: #""/srv/page""#,
            "A directory to serve the page from, instead of the one in the binary."),
    ]

    static let byPath = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0) })
    static let byEnvironmentName = Dictionary(uniqueKeysWithValues: all.map { ($0.environmentName, $0) })
    static let sections = Set(all.map(\.section))
}
