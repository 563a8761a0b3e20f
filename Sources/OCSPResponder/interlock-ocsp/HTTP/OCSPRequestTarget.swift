import Foundation
import Interlock

/// The request in the path of a GET (RFC 6960 appendix A.1): base64, and then escaped for a URL.
enum OCSPRequestTarget {
    /// A target longer than this holds no request: base64 takes 4 bytes for 3, and each may be escaped by 3.
    static let byteLimit = OCSPRequest.byteLimit * 4

    /// The request's bytes; nil if the path holds no base64.
    static func bytes(_ target: String) -> [UInt8]? {
        guard let text = Self.path(target).removingPercentEncoding else { return nil }
        return Data(base64Encoded: String(text.drop { $0 == "/" })).map(Array.init)
    }

    /// The path behind scheme and authority, if a proxy sent those (RFC 9112 section 3.2.2).
    private static func path(_ target: String) -> Substring {
        guard target.utf8.first != UInt8(ascii: "/"), let scheme = target.range(of: "://") else {
            return target[...]
        }
        return target[scheme.upperBound...].drop { $0 != "/" }
    }
}
