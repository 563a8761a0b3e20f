public import InterlockCrypto

/// Answers questions about one authority's certificates (RFC 6960, RFC 5019): a function of its list of revoked
/// certificates, the request and the time.
public struct OCSPResponder: Sendable {
    private let issuer: Certificate
    private let signer: Certificate
    private let key: SigningKey
    private let revocationList: RevocationList
    private let lifetime: Int64
    private let isIssued: @Sendable (SerialNumber) -> Bool

    /// Prepares to answer.
    ///
    /// - Parameters:
    ///   - issuer: The authority whose certificates are asked about.
    ///   - signer: The certificate of the key: the issuer's own, or one with the profile `ocspSigner`.
    ///   - key: The private key that signs responses.
    ///   - revocationList: The authority's complete list, signed by it; what it does not list is good.
    ///   - isIssued: Whether the authority issued a serial number: others are unknown. All are known unless given.
    ///   - lifetime: For how many seconds a response speaks at most; never beyond the list's next update.
    /// - Throws: `IdentityError` with code `badSignature` where the list is not the issuer's, `keyUsage` where the signer
    ///   may not sign responses, `invalidCertificate` where the key is another's, and `revocationUnknown` where the list
    ///   is a delta, speaks of some certificates only, or has a critical extension that is not understood.
    public init(
        issuer: Certificate,
        signer: Certificate,
        key: SigningKey,
        revocationList: RevocationList,
        isIssued: @escaping @Sendable (SerialNumber) -> Bool = { _ in true },
        lifetime: Int64 = 86_400
    ) throws(IdentityError) {
        guard signer.verifyingKey == key.verifyingKey else {
            throw IdentityError(.invalidCertificate, "\(signer) is of another key")
        }
        let fields = revocationList.fields
        guard !revocationList.isDelta, fields.issuingDistributionPoint == nil, fields.defect == nil else {
            throw IdentityError(.revocationUnknown, "\(revocationList) does not speak of every certificate")
        }
        try revocationList.verifySignature(by: issuer)
        let isDelegate = try signer.extendedKeyUsage()?.contains(.ocspSigning) == true
        guard signer == issuer || isDelegate && signer.issuerName == issuer.subjectName else {
            throw IdentityError(.keyUsage, "\(signer) is no OCSP signer of \(issuer)")
        }
        self.issuer = issuer
        self.signer = signer
        self.key = key
        self.revocationList = revocationList
        self.isIssued = isIssued
        self.lifetime = max(1, lifetime)
    }

    /// Answers a request: always with bytes that may be sent back.
    ///
    /// What cannot be read gets malformedRequest; a certificate of another authority, unauthorized; where the list has
    /// expired or signing fails, tryLater (RFC 6960 section 2.3).
    ///
    /// - Parameters:
    ///   - request: What the client sent, whatever it is.
    ///   - time: Now.
    /// - Returns: An `OCSPResponse` in DER.
    public func respond(to request: [UInt8], at time: Timestamp) -> [UInt8] {
        guard let request = try? OCSPRequest(derRepresentation: request) else { return Self.failure(1) }
        guard request.certificates.allSatisfy({ $0.isIssued(by: self.issuer) }) else {
            return Self.failure(6)
        }
        let answer = try? self.sign(request.certificates, nonce: request.nonce, at: time)
        return answer?.derRepresentation ?? Self.failure(3)
    }

    /// Signs a response to keep and to hand out until its next update, or for a participant to staple to messages.
    ///
    /// - Parameters:
    ///   - certificates: Certificates of the authority, at most ``OCSPRequest/countLimit``.
    ///   - time: Now.
    /// - Returns: The response, read back; it has no nonce.
    /// - Throws: `IdentityError` with code `revocationUnknown` where the list is not in force at that time.
    public func presign(
        _ certificates: [Certificate],
        at time: Timestamp
    ) throws(IdentityError) -> OCSPResponse {
        let request = try OCSPRequest(for: certificates, issuer: self.issuer)
        return try self.sign(request.certificates, nonce: nil, at: time)
    }

    private func sign(
        _ certificates: [CertificateID],
        nonce: [UInt8]?,
        at time: Timestamp
    ) throws(IdentityError) -> OCSPResponse {
        let list = self.revocationList
        guard (list.thisUpdate...list.nextUpdate).contains(time) else {
            throw IdentityError(.revocationUnknown, "\(list) is not in force at \(time)")
        }
        let nextUpdate = min(time.adding(seconds: self.lifetime), list.nextUpdate)
        var answers: [UInt8] = []
        for certificate in certificates {
            answers += try OCSPSingleResponse(
                certificate: certificate,
                status: self.status(of: certificate.serialNumber),
                // As of then the status is known to be correct (RFC 6960 section 2.4).
                thisUpdate: list.thisUpdate,
                nextUpdate: nextUpdate
            )
            .derRepresentation()
        }
        let digest = CertificateID.Hash.sha1.digest(self.signer.fields.publicKeyOctets)
        let data = DER.sequence(
            DER.element(DERTag.constructed(2), DER.octetString(digest)),
            try DER.generalizedTime(time),
            DER.element(DERTag.sequence, answers),
            OCSPNonce.extensions(nonce, tag: DERTag.constructed(1))
        )
        return try OCSPResponse(derRepresentation: self.envelope(data))
    }

    private func status(of serialNumber: SerialNumber) throws(IdentityError) -> OCSPStatus {
        if let entry = self.revocationList.entry(for: serialNumber) {
            return .revoked(at: entry.revokedAt, reason: entry.reason)
        }
        return self.isIssued(serialNumber) ? .good : .unknown
    }

    /// Signs, and puts the signer's certificate beside it where the issuer's will not do.
    private func envelope(_ data: [UInt8]) throws(IdentityError) -> [UInt8] {
        var signed = DERReader(try SignedObject.sign(data, key: self.key, nonce: .random))
        let content = Array(try signed.read(DERTag.sequence).remaining)
        let certificates = DER.element(
            DERTag.constructed(0),
            DER.sequence(self.signer.derRepresentation)
        )
        let basic = DER.element(
            DERTag.sequence,
            content + (self.signer == self.issuer ? [] : certificates)
        )
        return DER.sequence(
            DER.element(DERTag.enumerated, [0]),
            DER.element(
                DERTag.constructed(0),
                DER.sequence(
                    ObjectIdentifier.basicOCSPResponse.derRepresentation,
                    DER.octetString(basic)
                )
            )
        )
    }

    private static func failure(_ status: UInt8) -> [UInt8] {
        DER.sequence(DER.element(DERTag.enumerated, [status]))
    }
}
