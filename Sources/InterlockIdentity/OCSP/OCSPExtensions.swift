/// The extensions of requests and responses (RFC 6960 section 4.4).
enum OCSPExtensions {
    /// Reads what an explicit tag holds; a critical one that is not understood refuses the whole.
    static func read(_ tagged: DERReader) throws(IdentityError) -> [CertificateExtension] {
        var tagged = tagged
        let all = try CertificateExtension.readAll(tagged.read(DERTag.sequence))
        try tagged.finish()
        if let stranger = all.first(where: { $0.isCritical && $0.identifier != .ocspNonce }) {
            throw IdentityError(
                .unknownCriticalExtension,
                "OCSP: the critical extension \(stranger.identifier) is not understood"
            )
        }
        return all
    }
}

/// The nonce, which binds a response to its request (RFC 9654).
enum OCSPNonce {
    /// Reads the extensions behind `tag`, and gives the nonce among them.
    static func read(_ content: inout DERReader, tag: UInt8) throws(IdentityError) -> [UInt8]? {
        guard let tagged = try content.readOptional(tag) else { return nil }
        guard let value = try OCSPExtensions.read(tagged)[.ocspNonce]?.value else { return nil }
        var inner = DERReader(value)
        let nonce = try inner.readOctetString()
        try inner.finish()
        guard OCSPRequest.nonceLengths.contains(nonce.count) else {
            throw content.error("a nonce has 1 to 128 bytes", .limitExceeded)
        }
        return nonce
    }

    /// The extensions with the nonce, behind `tag`; nothing for none.
    static func extensions(_ nonce: [UInt8]?, tag: UInt8) -> [UInt8] {
        guard let nonce else { return [] }
        let entry = CertificateExtension(.ocspNonce, isCritical: false, value: DER.octetString(nonce))
        return DER.element(tag, DER.sequence(entry.derRepresentation))
    }
}

extension ObjectIdentifier {
    // RFC 6960 sections 4.2.1 and 4.4.1.
    static let basicOCSPResponse = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 48, 1, 1)
    static let ocspNonce = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 48, 1, 2)
}
