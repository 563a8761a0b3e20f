import Dispatch
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// The listening socket and its end.
struct OCSPServer {
    private let source: ResponderSource
    private let connections: ConnectionTable

    /// The files, libraries and sockets that a process has open beside its connections.
    private static let reservedDescriptors = 64

    init(source: ResponderSource, connections: Int, timeout: TimeAmount) {
        self.source = source
        self.connections = ConnectionTable(limit: Self.limit(connections), timeout: timeout)
    }

    /// The connections for which there are descriptors.
    private static func limit(_ wish: Int) -> Int {
        var limits = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else { return wish }
        let available = Int(clamping: limits.rlim_cur) - Self.reservedDescriptors
        return max(1, min(wish, available))
    }

    /// Listens, prints the port, and returns after SIGTERM or SIGINT, two seconds after it at the latest.
    ///
    /// - Throws: `Failure` with status `io` if the address cannot be listened at.
    func run(host: String, port: Int) async throws {
        let signals = Self.endingSignals()
        let (source, connections) = (self.source, self.connections)
        // One thread: a connection of one request costs less than handing it to another thread.
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: 64)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    connections.enter(channel)
                    let pipeline = channel.pipeline.syncOperations
                    // A client that does not read is not read from.
                    try pipeline.addHandler(BackPressureHandler())
                    try pipeline.configureHTTPServerPipeline(withOutboundHeaderValidation: false)
                    try pipeline.addHandler(OCSPHandler(source: source, connections: connections))
                }
            }
        let listener: any Channel
        do {
            listener = try await bootstrap.bind(host: host, port: port).get()
        } catch {
            throw Failure(.io, "cannot listen at \(host):\(port): \(error)")
        }
        StandardStreams.print("\(listener.localAddress?.port ?? port)")
        for await _ in signals.stream { break }
        for source in signals.sources { source.cancel() }
        try? await listener.close()
        await connections.stop(grace: .seconds(2))
    }

    /// SIGTERM and SIGINT as they come; they end the server in place of the process.
    private static func endingSignals() -> (stream: AsyncStream<Void>, sources: [any DispatchSourceSignal]) {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGTERM, SIGINT].map { number in
            _ = signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
        return (stream, sources)
    }
}
