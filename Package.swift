// swift-tools-version: 6.2
import PackageDescription

/// `make check` asks for it. Not always, because a newer compiler may warn of more.
let isStrict = Context.environment["WEB_TERMINAL_STRICT"] == "1"

/// Every target is built the same way: Swift 6 mode, and imports and existentials that say what they are.
let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (isStrict ? [.treatAllWarnings(as: .error)] : [])

/// What libFuzzer looks at has to be built for it: not in a build that is for anything else.
let isFuzzing = Context.environment["WEB_TERMINAL_FUZZ"] == "1"
let fuzzSettings: [SwiftSetting] = isFuzzing ? [.unsafeFlags(["-sanitize=fuzzer"])] : []
let fuzzTargets: [Target] =
    isFuzzing
    ? [
        .executableTarget(
            name: "emulator-fuzz", dependencies: ["TerminalEmulator"], path: "Tests/emulator-fuzz",
            swiftSettings: settings + fuzzSettings, linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])])
    ] : []

/// Optimised in debug builds as well: it looks at every byte that is printed, and takes a hundred times as long without.
/// The compiler optimises a module as a whole, but not file by file.
let optimised = SwiftSetting.unsafeFlags(
    ["-O", "-whole-module-optimization", "-num-threads", "2", "-disable-batch-mode"], .when(configuration: .debug))

/// `Name` under `Sources/Name`, with the settings above.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// `NameTests` under `Tests/NameTests`, which may use the module of that name and the test kit.
func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "TestKit"] + dependencies, swiftSettings: settings)
}

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "web-terminal",
    products: [.executable(name: "web-terminal", targets: ["web-terminal"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        // Without its default traits: they pull in full Foundation and ICU, 50 MB of binary.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        // The HTTP types that Hummingbird's channels carry.
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        // TLS, which Hummingbird's product for it is a thin wrapper around.
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        // Leaves: no dependency of ours.
        .target(name: "CPseudoTerminal"),
        .target(name: "CStaticPage"),
        module("StrictJSON"),
        module("RateLimits"),
        module("Multipart"),
        .target(
            name: "ShellIntegration",
            resources: [
                .embedInCode("Scripts/integration.bash"), .embedInCode("Scripts/integration.fish"),
                .embedInCode("Scripts/integration.zsh"),
            ],
            swiftSettings: settings),
        module("SystemThreads"),
        .target(name: "TerminalEmulator", swiftSettings: settings + fuzzSettings + [optimised]),
        module("LineOutput", ["SystemThreads"]),
        module("PrometheusExporter", [coreMetrics]),

        // The parts, each of which knows nothing of HTTP.
        module("PseudoTerminal", ["CPseudoTerminal", "SystemThreads", nioCore, nioPosix]),
        module(
            "Workspaces", ["CPseudoTerminal", nioPosix, .product(name: "Crypto", package: "swift-crypto")]),
        module("TerminalProtocol", ["StrictJSON"]),
        module("WebSockets", [nioCore]),
        module("Authentication", ["StrictJSON", .product(name: "Crypto", package: "swift-crypto")]),
        module(
            "Sessions",
            [
                "PseudoTerminal", "ShellIntegration", "SystemThreads", "TerminalEmulator", "TerminalProtocol",
                "Workspaces", nioCore,
            ]),

        module("AuditTrail", ["LineOutput", "StrictJSON", .product(name: "Crypto", package: "swift-crypto")]),
        module(
            "SessionRecording",
            ["LineOutput", "PseudoTerminal", "Sessions", "StrictJSON", "SystemThreads", "TerminalProtocol", nioCore]),

        // A server as programs see it; knows nothing of how one is made.
        module(
            "TerminalClient",
            [
                "LineOutput", "StrictJSON", "SystemThreads", "TerminalProtocol", "WebSockets", nioCore, nioPosix,
                nioHTTP1, nioSSL,
            ]),

        // The server, and the commands around it.
        module(
            "WebTerminalServer",
            [
                "Authentication", "Sessions", "PseudoTerminal", "ShellIntegration", "TerminalEmulator", "Workspaces",
                "TerminalProtocol",
                "WebSockets", "RateLimits", "Multipart", "StrictJSON", "AuditTrail", "SessionRecording", "LineOutput",
                "PrometheusExporter", "CStaticPage", coreMetrics, nioCore, nioPosix, nioHTTP1, nioSSL, logging,
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .executableTarget(
            name: "web-terminal",
            dependencies: [
                "WebTerminalServer", "AuditTrail", "Authentication", "LineOutput", "SessionRecording", "Sessions",
                "StrictJSON", "SystemThreads", "TerminalClient", "TerminalProtocol", "Workspaces", "CPseudoTerminal",
                nioCore, nioPosix, nioHTTP1, nioSSL, logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "TOMLKit", package: "TOMLKit"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),

        // Not installed: the endpoint that the Autobahn suite talks to.
        .executableTarget(
            name: "websocket-echo", dependencies: ["WebSockets", nioCore, nioPosix, nioHTTP1],
            path: "Tests/websocket-echo", swiftSettings: settings),
        // Not installed: what the comparison with xterm.js drives.
        .executableTarget(
            name: "screen-dump", dependencies: ["TerminalEmulator"], path: "Tests/screen-dump",
            swiftSettings: settings),
        // Not installed: how fast bytes are parsed, and what a screen costs.
        .executableTarget(
            name: "emulator-bench", dependencies: ["TerminalEmulator"], path: "Tests/emulator-bench",
            swiftSettings: settings),
        .target(
            name: "TestKit", dependencies: ["WebSockets", "StrictJSON", nioCore, nioPosix, nioSSL],
            path: "Tests/TestKit", swiftSettings: settings),

        .testTarget(
            name: "ConfigurationTests",
            dependencies: [
                "web-terminal", "WebTerminalServer", "Authentication", "LineOutput", "Sessions", "StrictJSON",
                "TerminalClient", "TestKit", logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ServiceManagerTests",
            dependencies: ["web-terminal", "WebTerminalServer", "TerminalClient", "TestKit", nioCore, nioPosix],
            swiftSettings: settings),
        tests("PrometheusExporter", [coreMetrics]),
        tests("StrictJSON"),
        tests("TerminalEmulator"),
        tests("RateLimits"),
        tests("Multipart"),
        tests(
            "Workspaces",
            ["CPseudoTerminal", "SystemThreads", .product(name: "Crypto", package: "swift-crypto")]),
        tests("LineOutput"),
        tests("AuditTrail", ["LineOutput", "StrictJSON"]),
        tests("SessionRecording", ["PseudoTerminal", "Sessions", "StrictJSON", "TerminalProtocol", nioCore]),
        tests("PseudoTerminal", ["CPseudoTerminal", nioCore, nioPosix]),
        tests("ShellIntegration", ["CPseudoTerminal"]),
        tests("TerminalProtocol", ["StrictJSON"]),
        tests("WebSockets", ["StrictJSON", nioCore, nioEmbedded, nioPosix]),
        tests("Authentication", ["StrictJSON"]),
        tests(
            "TerminalClient",
            ["StrictJSON", "TerminalProtocol", "WebSockets", nioCore, nioEmbedded, nioHTTP1, nioPosix]),
        tests(
            "Sessions",
            [
                "PseudoTerminal", "ShellIntegration", "TerminalEmulator", "TerminalProtocol", "Workspaces", nioCore,
                nioEmbedded, nioPosix,
            ]),
        tests(
            "WebTerminalServer",
            [
                "Authentication", "PrometheusExporter", "Sessions", "PseudoTerminal", "StrictJSON", "TerminalProtocol",
                "WebSockets", nioCore, nioPosix, nioHTTP1, logging,
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
    ] + fuzzTargets,
    cLanguageStandard: .gnu17
)
