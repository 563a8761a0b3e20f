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
    /// The signer's name in responses: the SHA-1 digest of its public key (RFC 6960 section 4.2.1).
    private let signerDigest: [UInt8]

    /// Prepares to answer.
    ///
    /// - Parameters:
    ///   - issuer: The authority whose certificates are asked about.
    ///   - signer: The certificate of the key: the issuer's own, or one with the profile `ocspSigner`.
    ///   - key: The private key that signs responses.
    ///   - revocationList: The authority's complete list, signed by it; what it does not list is good.
    ///   - isIssued: Whether the authority issued a serial number: others are unknown. All are known unless given.
    ///   - lifetime: For how many seconds a response speaks at most; never beyond the list's next update, nor beyond the
    ///     end of the signer's or the issuer's certificate.
    /// - Throws: `IdentityError` with code `badSignature` if the list or the signer's certificate is not signed by the
    ///   issuer's key, `keyUsage` if the signer may not sign responses (RFC 6960 section 4.2.2.2), `invalidCertificate` if
    ///   the key is not the signer's, `unknownCriticalExtension`, and `revocationUnknown` if the list is a delta, speaks of
    ///   some certificates only, or has a critical extension that is not understood. Whether the signer is within its
    ///   validity and not revoked depends on the time: ``check(at:)``.
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
        if signer != issuer {
            try OCSPChecker.checkRight(of: signer, from: issuer)
            try signer.signedObject.verifySignature(by: issuer, of: "\(signer)", requiresLowS: false)
        }
        self.issuer = issuer
        self.signer = signer
        self.key = key
        self.revocationList = revocationList
        self.isIssued = isIssued
        self.lifetime = max(1, lifetime)
        self.signerDigest = CertificateID.Hash.sha1.digest(signer.fields.publicKeyOctets)
    }

    /// Checks that responses may be signed at `time`: the list is in force, the certificates of signer and issuer are
    /// within their validity, and the list does not revoke the signer (RFC 6960 section 4.2.2.2).
    ///
    /// - Throws: `IdentityError` with code `revocationUnknown`, `notYetValid`, `expired` or `revoked`.
    public func check(at time: Timestamp) throws(IdentityError) {
        let list = self.revocationList
        guard (list.thisUpdate...max(list.thisUpdate, list.nextUpdate)).contains(time) else {
            throw IdentityError(
                .revocationUnknown,
                "\(list) is in force from \(list.thisUpdate) to \(list.nextUpdate), not at \(time)"
            )
        }
        for certificate in [self.signer, self.issuer] {
            try ValidityRule().check(certificate, above: nil, at: time)
        }
        guard self.signer == self.issuer || list.entry(for: self.signer.serialNumber) == nil else {
            throw IdentityError(.revoked, "\(self.signer), the signer of responses, is revoked by \(list)")
        }
    }

    /// Answers a request: always with bytes that may be sent back.
    ///
    /// Bytes that are no request get malformedRequest; a certificate of another authority, unauthorized; tryLater if
    /// ``check(at:)`` or signing fails (RFC 6960 section 2.3).
    ///
    /// - Parameters:
    ///   - request: The client's bytes, of any form.
    ///   - time: Now.
    /// - Returns: An `OCSPResponse` in DER, with the times that a cache needs.
    public func answer(_ request: [UInt8], at time: Timestamp) -> OCSPAnswer {
        guard let request = try? OCSPRequest(derRepresentation: request) else { return .failure(1) }
        return self.answer(request, at: time)
    }

    /// Answers a request that was read before.
    public func answer(_ request: OCSPRequest, at time: Timestamp) -> OCSPAnswer {
        guard request.certificates.allSatisfy({ $0.isIssued(by: self.issuer) }) else {
            return .failure(6)
        }
        return (try? self.sign(request.certificates, nonce: request.nonce, at: time)) ?? .failure(3)
    }

    /// Answers a request with bytes alone; see ``answer(_:at:)-([UInt8],_)``.
    public func respond(to request: [UInt8], at time: Timestamp) -> [UInt8] {
        self.answer(request, at: time).derRepresentation
    }

    /// Signs a response to keep and to hand out until its next update, or for a participant to staple to messages.
    ///
    /// - Parameters:
    ///   - certificates: Certificates of the authority, at most ``OCSPRequest/countLimit``.
    ///   - time: Now.
    /// - Returns: The response, read back; it has no nonce.
    /// - Throws: `IdentityError` as ``check(at:)`` does, and with code `limitExceeded` for too many certificates.
    public func presign(
        _ certificates: [Certificate],
        at time: Timestamp
    ) throws(IdentityError) -> OCSPResponse {
        let request = try OCSPRequest(for: certificates, issuer: self.issuer)
        let answer = try self.sign(request.certificates, nonce: nil, at: time)
        return try OCSPResponse(derRepresentation: answer.derRepresentation)
    }

    private func sign(
        _ certificates: [CertificateID],
        nonce: [UInt8]?,
        at time: Timestamp
    ) throws(IdentityError) -> OCSPAnswer {
        try self.check(at: time)
        let list = self.revocationList
        let end = min(list.nextUpdate, self.signer.notAfter, self.issuer.notAfter)
        let nextUpdate = min(time.adding(seconds: self.lifetime), end)
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
        let data = DER.sequence(
            DER.element(DERTag.constructed(2), DER.octetString(self.signerDigest)),
            try DER.generalizedTime(time),
            DER.element(DERTag.sequence, answers),
            OCSPNonce.extensions(nonce, tag: DERTag.constructed(1))
        )
        return OCSPAnswer(
            derRepresentation: try self.envelope(data),
            span: OCSPAnswer.Span(thisUpdate: list.thisUpdate, nextUpdate: nextUpdate, end: end),
            hasNonce: nonce != nil
        )
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
}
