import Interlock
import NIOHTTP1

/// A response to a client.
struct Reply {
    var status: HTTPResponseStatus
    var headers: HTTPHeaders = [:]
    var body: [UInt8] = []

    /// A response without a body.
    init(_ status: HTTPResponseStatus, _ headers: HTTPHeaders = [:]) {
        self.status = status
        self.headers = headers
    }

    /// An answer; to a GET with the headers that let caches keep it (RFC 9919 section 5, RFC 5019 section 6.2).
    init(_ answer: OCSPAnswer, to request: HTTPRequestHead, at now: Timestamp) {
        self.status = .ok
        self.headers = ["content-type": "application/ocsp-response"]
        self.body = answer.derRepresentation
        guard request.method != .POST, let span = answer.span, !answer.hasNonce else { return }
        let tag = "\"\(Digest(hashing: answer.derRepresentation).rawRepresentation.hexText)\""
        let age = max(0, span.nextUpdate.secondsSinceEpoch - now.secondsSinceEpoch)
        self.headers.add(name: "last-modified", value: HTTPDate.text(span.thisUpdate))
        self.headers.add(name: "expires", value: HTTPDate.text(span.nextUpdate))
        self.headers.add(name: "etag", value: tag)
        self.headers.add(
            name: "cache-control",
            value: "max-age=\(age), public, no-transform, must-revalidate"
        )
        guard Self.isKnown(tag, span, to: request, at: now) else { return }
        self.status = .notModified
        self.headers.remove(name: "content-type")
        self.body = []
    }

    /// Tells whether the client has this answer, or one as good (RFC 9110 section 13.2.2: a tag goes before a date).
    private static func isKnown(
        _ tag: String,
        _ span: OCSPAnswer.Span,
        to request: HTTPRequestHead,
        at now: Timestamp
    ) -> Bool {
        let tags = request.headers[canonicalForm: "if-none-match"]
        guard tags.isEmpty else {
            return tags.contains { $0 == "*" || $0 == tag || $0 == "W/\(tag)" }
        }
        guard let text = request.headers.first(name: "if-modified-since"), let since = HTTPDate.time(text),
            since >= span.thisUpdate
        else { return false }
        // Last-Modified is the list's time, so the client's answer may be an earlier one from the same list. It is as
        // good only if it speaks to the same end, or if no answer from this list can be over yet.
        let life = span.nextUpdate.secondsSinceEpoch - now.secondsSinceEpoch
        return span.nextUpdate == span.end || now < span.thisUpdate.adding(seconds: life)
    }
}

extension Sequence where Element == UInt8 {
    /// The bytes as lower-case hexadecimal digits.
    fileprivate var hexText: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: self.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
