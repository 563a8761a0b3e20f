internal import InterlockCrypto

/// A question about certificates' revocation (RFC 6960 section 4.1).
public struct OCSPRequest: Hashable, Sendable {
    /// The bytes.
    public let derRepresentation: [UInt8]
    /// What stands in the response as well, against replay; nil for none.
    public let nonce: [UInt8]?
    let certificates: [CertificateID]

    /// How long a request may be, in bytes: 64 certificates fit; RFC 5019 has one in each.
    public static let byteLimit = 1 << 13
    /// How many certificates one may ask about.
    public static let countLimit = 64
    /// How long a nonce is (RFC 9654 section 2.1).
    static let nonceLengths = 1...128

    /// Asks about certificates of one authority.
    ///
    /// - Parameters:
    ///   - certificates: At least one, at most ``countLimit``.
    ///   - issuer: The authority that issued them.
    ///   - nonce: 1 to 128 random bytes, 32 where there is no reason for others; nil lets a pre-signed response serve.
    /// - Throws: `IdentityError` with code `limitExceeded` for too few or too many certificates or bytes.
    public init(
        for certificates: [Certificate],
        issuer: Certificate,
        nonce: [UInt8]? = nil
    ) throws(IdentityError) {
        guard (1...Self.countLimit).contains(certificates.count),
            nonce.map({ Self.nonceLengths.contains($0.count) }) ?? true
        else {
            throw IdentityError(.limitExceeded, "a request asks about 1 to \(Self.countLimit) certificates")
        }
        // Every responder knows SHA-1 (RFC 5019 section 2.1.1); it serves as a name only.
        self.certificates = certificates.map {
            CertificateID($0.serialNumber, issuer: issuer, hash: .sha1)
        }
        self.nonce = nonce
        let list = self.certificates.flatMap { DER.sequence($0.derRepresentation) }
        self.derRepresentation = DER.sequence(
            DER.sequence(
                DER.element(DERTag.sequence, list),
                OCSPNonce.extensions(nonce, tag: DERTag.constructed(2))
            )
        )
    }

    /// Reads a request; a signature is passed over, since who asks makes no difference.
    ///
    /// - Throws: `IdentityError` with code `limitExceeded` above ``byteLimit`` or ``countLimit``, `invalidEncoding` for
    ///   bytes that are not DER or not a request, and `unknownCriticalExtension`.
    public init(derRepresentation der: [UInt8]) throws(IdentityError) {
        guard der.count <= Self.byteLimit else {
            throw IdentityError(
                .limitExceeded,
                "a request of \(der.count) bytes; the limit is \(Self.byteLimit)"
            )
        }
        try DERReader(der).checkTree()
        var outer = DERReader(der)
        var request = try outer.read(DERTag.sequence)
        try outer.finish()
        var content = try request.read(DERTag.sequence)
        _ = try request.readOptional(DERTag.constructed(0))
        try request.finish()
        if var version = try content.readOptional(DERTag.constructed(0)) {
            guard try version.readUnsigned() == 0 else { throw version.error("OCSP has version 1") }
        }
        _ = try content.readOptional(DERTag.constructed(1))
        self.certificates = try Self.readList(content.read(DERTag.sequence))
        self.nonce = try OCSPNonce.read(&content, tag: DERTag.constructed(2))
        try content.finish()
        self.derRepresentation = der
    }

    private static func readList(_ content: DERReader) throws(IdentityError) -> [CertificateID] {
        var content = content
        var all: [CertificateID] = []
        repeat {
            guard all.count < Self.countLimit else {
                throw content.error("more than \(Self.countLimit) certificates", .limitExceeded)
            }
            var entry = try content.read(DERTag.sequence)
            all.append(try CertificateID(reading: entry.read(DERTag.sequence)))
            if let tagged = try entry.readOptional(DERTag.constructed(0)) {
                _ = try OCSPExtensions.read(tagged)
            }
            try entry.finish()
        } while !content.isAtEnd
        return all
    }
}
