import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import WebSockets

// The endpoint that the Autobahn suite talks to: every message comes back as it came.
// `websocket-echo [port]`: listens on 127.0.0.1, on a port of the kernel's choice unless one is given, and prints it.
// SIGTERM ends it, by the kernel's own default.

let port = CommandLine.arguments.dropFirst().first.map { Int($0) ?? -1 } ?? 0
guard (0...65_535).contains(port) else {
    print("usage: websocket-echo [port]")
    exit(2)
}

let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
    .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
    .childChannelOption(.allowRemoteHalfClosure, value: true)
    .childChannelInitializer { channel in
        channel.pipeline.configureHTTPServerPipeline(
            withServerUpgrade: (upgraders: [EchoUpgrader()], completionHandler: { _ in }))
    }
    .bind(host: "127.0.0.1", port: port).get()

print(server.localAddress?.port ?? port)
// The reader of the port is on a pipe, where lines wait for a full buffer otherwise.
fflush(nil)
try await server.closeFuture.get()
