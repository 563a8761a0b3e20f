import Foundation
import Hummingbird
import Interlock

/// Requests by POST, and by GET with the request in the path (RFC 6960 appendix A.1, RFC 5019 section 5).
struct OCSPHandler: Sendable {
    let source: ResponderSource
    let lifetime: Int64

    private static let mediaType = "application/ocsp-response"

    func respond(to request: Request) async throws -> Response {
        switch request.method {
        case .post:
            let type = request.headers[.contentType]?.split(separator: ";").first?.lowercased()
            guard type == "application/ocsp-request" else {
                return Response(status: .unsupportedMediaType)
            }
            let body: ByteBuffer
            do {
                body = try await request.body.collect(upTo: OCSPRequest.byteLimit)
            } catch {
                return Response(status: .contentTooLarge)
            }
            return self.answer(Array(body.readableBytesView), isCacheable: false)
        case .get:
            guard let bytes = Self.requestBytes(request.uri.path) else {
                return Response(status: .badRequest)
            }
            return self.answer(bytes, isCacheable: true)
        default:
            return Response(status: .methodNotAllowed, headers: [.allow: "GET, POST"])
        }
    }

    /// What stands behind the path's first slashes; base64 may hold slashes of its own.
    private static func requestBytes(_ path: String) -> [UInt8]? {
        guard let text = path.removingPercentEncoding, text.utf8.count <= OCSPRequest.byteLimit * 2 else {
            return nil
        }
        return Data(base64Encoded: String(text.drop { $0 == "/" })).map(Array.init)
    }

    private func answer(_ request: [UInt8], isCacheable: Bool) -> Response {
        let now = Timestamp(secondsSinceEpoch: Int64(Date().timeIntervalSince1970))
        let answer = self.source.current.respond(to: request, at: now)
        var headers: HTTPFields = [.contentType: Self.mediaType]
        // RFC 5019 section 6.2: caches may keep an answer until there is newer information.
        if isCacheable, let response = try? OCSPResponse(derRepresentation: answer), response.nonce == nil,
            let until = response.answers.compactMap(\.nextUpdate).min()
        {
            let seconds = until.secondsSinceEpoch - now.secondsSinceEpoch
            headers[.cacheControl] = "max-age=\(max(0, seconds)), public, no-transform, must-revalidate"
            headers[.lastModified] = Self.httpDate(response.producedAt)
            headers[.expires] = Self.httpDate(until)
        } else {
            headers[.cacheControl] = "no-store"
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: answer)))
    }

    /// IMF-fixdate (RFC 9110 section 5.6.7).
    private static func httpDate(_ time: Timestamp) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.string(from: Date(timeIntervalSince1970: TimeInterval(time.secondsSinceEpoch)))
    }
}
