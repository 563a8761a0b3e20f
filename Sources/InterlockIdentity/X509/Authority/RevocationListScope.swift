internal import InterlockCrypto

/// Of which of an authority's certificates a list speaks (issuing distribution point, RFC 5280 section 5.2.5).
///
/// A partitioned list is found by certificates that name one of its URIs in their cRLDistributionPoints; it says
/// nothing of any other.
public struct RevocationListScope: Hashable, Sendable {
    /// Which kind of certificates.
    public enum Contents: Hashable, Sendable {
        /// Every certificate of the authority.
        case all
        /// Those of participants: the subject is no authority.
        case participants
        /// Those of other authorities.
        case authorities
    }

    let contents: Contents
    let distributionPoints: [String]

    /// All of the authority's certificates, wherever they say that they are listed.
    public static let everything = RevocationListScope()

    private init() {
        self.contents = .all
        self.distributionPoints = []
    }

    /// How long a URI may be, in bytes: what HTTP senders should support (RFC 9110 section 4.1).
    public static let uriLimit = 8_000

    /// A part of the authority's certificates.
    ///
    /// - Parameters:
    ///   - contents: Which kind.
    ///   - distributionPoints: URIs where the list is published, at most 64; none where the certificates name none.
    /// - Throws: `IdentityError` with code `invalidEncoding` for a URI that is not ASCII, empty or longer than
    ///   ``uriLimit``, and `limitExceeded` for too many.
    public init(_ contents: Contents, distributionPoints: [String] = []) throws(IdentityError) {
        guard distributionPoints.count <= CertificateExtension.limit else {
            throw IdentityError(.limitExceeded, "\(distributionPoints.count) distribution points")
        }
        for uri in distributionPoints { try Self.check(uri) }
        self.contents = contents
        self.distributionPoints = distributionPoints
    }

    static func check(_ uri: String) throws(IdentityError) {
        let isVisible = uri.utf8.allSatisfy { (0x21...0x7e).contains($0) }
        guard isVisible, (1...Self.uriLimit).contains(uri.utf8.count) else {
            throw IdentityError(.invalidEncoding, "a distribution point is a URI in ASCII: \"\(uri)\"")
        }
    }

    /// The extension's value; nil for everything, which is said by leaving it out.
    var issuingDistributionPoint: IssuingDistributionPoint? {
        guard self != .everything else { return nil }
        let names = self.distributionPoints.map(GeneralName.uniformResourceIdentifier)
        var point = IssuingDistributionPoint(name: names.isEmpty ? nil : .full(names))
        point.onlyContainsUserCertificates = self.contents == .participants
        point.onlyContainsAuthorities = self.contents == .authorities
        return point
    }
}

extension SerialNumber {
    /// In which of so many partitions a certificate is listed: the first 8 octets of the SHA-256 digest of its
    /// content octets, as a big-endian number, modulo `count`.
    ///
    /// - Parameter count: How many partitions there are, at least 1.
    /// - Returns: 0 up to `count` - 1.
    public func partition(of count: Int) -> Int {
        precondition(count > 0, "there is at least one partition")
        let digest = HashFunction.sha256.hash(self.rawRepresentation)
        return Int(digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } % UInt64(count))
    }
}
