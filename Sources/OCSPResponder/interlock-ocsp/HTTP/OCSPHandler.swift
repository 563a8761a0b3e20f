import Interlock
import NIOCore
import NIOHTTP1

/// One connection's requests: by POST, and by GET with the request in the path (RFC 6960 appendix A.1, RFC 9919).
final class OCSPHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case idle
        case reading(HTTPRequestHead, body: [UInt8])
        /// The reply is on its way and the connection ends: what still comes is discarded.
        case ending
    }

    private let source: ResponderSource
    private let connections: ConnectionTable
    private var state = State.idle

    init(source: ResponderSource, connections: ConnectionTable) {
        self.source = source
        self.connections = connections
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (self.unwrapInboundIn(data), self.state) {
        case (.head(let head), .idle): self.begin(head, context)
        case (.body(let part), .reading(let head, let body)):
            let whole = body + part.readableBytesView
            self.state = .reading(head, body: whole)
            if whole.count > OCSPRequest.byteLimit { self.end(with: Reply(.payloadTooLarge), head, context) }
        case (.end, .reading(let head, let body)):
            self.state = .idle
            self.connections.note(context.channel, isReading: false)
            self.send(self.reply(to: head, body), to: head, context)
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        self.connections.note(context.channel, isReading: true)
        if let refusal = Self.refusal(of: head) { return self.end(with: refusal, head, context) }
        self.state = .reading(head, body: [])
        guard head.isHTTP11, head.headers.contains(name: "expect") else { return }
        let interim = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(self.wrapOutboundOut(.head(interim)), promise: nil)
    }

    /// The reply to a request that its head condemns.
    private static func refusal(of head: HTTPRequestHead) -> Reply? {
        guard head.version.major == 1 else { return Reply(.httpVersionNotSupported) }
        // RFC 9112 section 3.2.
        let hosts = head.headers["host"].count
        guard hosts == 1 || hosts == 0 && !head.isHTTP11 else { return Reply(.badRequest) }
        guard head.headers["expect"].allSatisfy({ $0.lowercased() == "100-continue" }) else {
            return Reply(.expectationFailed)
        }
        switch head.method {
        case .GET, .HEAD:
            guard head.uri.utf8.count <= OCSPRequestTarget.byteLimit else { return Reply(.uriTooLong) }
        case .POST:
            guard Self.mediaType(head) == "application/ocsp-request" else {
                return Reply(.unsupportedMediaType)
            }
        default: return Reply(.methodNotAllowed, ["allow": "GET, HEAD, POST"])
        }
        let length = head.headers.first(name: "content-length").map { Int($0) ?? .max } ?? 0
        return length > OCSPRequest.byteLimit ? Reply(.payloadTooLarge) : nil
    }

    /// The media type without its parameters (RFC 9110 section 8.3.1).
    private static func mediaType(_ head: HTTPRequestHead) -> String? {
        let types = head.headers["content-type"]
        guard types.count == 1 else { return nil }
        return types[0].prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
    }

    private func reply(to head: HTTPRequestHead, _ body: [UInt8]) -> Reply {
        let now = Timestamp.now
        guard head.method != .POST else {
            return Reply(self.source.answer(body, at: now), to: head, at: now)
        }
        guard let request = OCSPRequestTarget.bytes(head.uri) else { return Reply(.badRequest) }
        return Reply(self.source.answer(request, at: now), to: head, at: now)
    }

    /// Replies before the request is whole, and ends the connection.
    private func end(with reply: Reply, _ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        self.state = .ending
        self.write(reply, to: head, closes: true, context)
        // The rest of the request is read, or the client would be reset before it sees the reply; the deadline ends it.
        context.close(mode: .output, promise: nil)
    }

    private func send(_ reply: Reply, to head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let closes = !head.isHTTP11 || !head.isKeepAlive || self.connections.isStopping
        self.write(reply, to: head, closes: closes, context)
        guard closes else { return }
        self.state = .ending
        context.close(mode: .output, promise: nil)
    }

    private func write(
        _ reply: Reply,
        to head: HTTPRequestHead,
        closes: Bool,
        _ context: ChannelHandlerContext
    ) {
        var response = HTTPResponseHead(version: .http1_1, status: reply.status, headers: reply.headers)
        response.headers.add(name: "date", value: HTTPDate.text(.now))
        if reply.status != .notModified {
            response.headers.add(name: "content-length", value: String(reply.body.count))
        }
        if closes { response.headers.add(name: "connection", value: "close") }
        context.write(self.wrapOutboundOut(.head(response)), promise: nil)
        if head.method != .HEAD, !reply.body.isEmpty {
            let body = context.channel.allocator.buffer(bytes: reply.body)
            context.write(self.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
    }
}

extension HTTPRequestHead {
    /// Tells whether the client speaks HTTP/1.1; HTTP/1.0 has no interim responses, and its connections end with a response.
    fileprivate var isHTTP11: Bool { self.version.minor >= 1 }
}
