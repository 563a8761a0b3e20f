internal import InterlockCrypto

/// What a response that was verified says of one certificate.
struct OCSPVerdict: Hashable, Sendable {
    let status: OCSPStatus
    /// For which time it speaks.
    let range: ClosedRange<Timestamp>
}

/// Judges responses: who signed, with what right, and for which time (RFC 6960 section 3.2).
struct OCSPChecker: Sendable {
    let policy: RevocationPolicy
    let requiresLowS: Bool
    let keyRule: KeyRule
    let minimumSecurityLevel: Int32
    /// Until when a delegated signer is known not to be revoked; nil where it is not, or is revoked.
    let checkSigner: @Sendable (Certificate) -> ClosedRange<Timestamp>?

    /// What `response` says of a certificate; nil where it does not speak of it, or not for that time.
    ///
    /// - Throws: `IdentityError` with code `badSignature`, `highS`, `weakAlgorithm`, `keyUsage` or `revocationUnknown`
    ///   where it speaks of the certificate, but nobody signed it who may.
    func verdict(
        of response: OCSPResponse,
        on certificate: any RevocationSubject,
        issuer: Certificate,
        at time: Timestamp
    ) throws(IdentityError) -> OCSPVerdict? {
        let answers = response.responses.filter {
            $0.certificate.serialNumber == certificate.serialNumber && self.span(of: $0).contains(time)
                && $0.certificate.isIssued(by: issuer)
        }
        // Of several the newest; revoked where they are of one time.
        guard let answer = answers.max(by: { ($0.thisUpdate, $0.rank) < ($1.thisUpdate, $1.rank) }) else {
            return nil
        }
        let (signer, span) = try self.signer(of: response, issuer: issuer, at: time)
        try self.check(response.object, by: signer, of: "\(response)")
        return OCSPVerdict(status: answer.status, range: self.span(of: answer).clamped(to: span))
    }

    /// For which time an answer speaks.
    private func span(of answer: OCSPSingleResponse) -> ClosedRange<Timestamp> {
        let end = (answer.nextUpdate ?? answer.thisUpdate).adding(seconds: self.policy.tolerance)
        return answer.thisUpdate...max(answer.thisUpdate, end)
    }

    /// The issuer itself, or whom it certified for the purpose (RFC 6960 section 4.2.2.2).
    private func signer(
        of response: OCSPResponse,
        issuer: Certificate,
        at time: Timestamp
    ) throws(IdentityError) -> (signer: Certificate, span: ClosedRange<Timestamp>) {
        if response.isBy(issuer) { return (issuer, .always) }
        guard let delegate = response.certificates.first(where: response.isBy) else {
            throw IdentityError(
                .revocationUnknown,
                "\(response): its signer is neither \(issuer) nor with it"
            )
        }
        return (delegate, try self.check(delegate, issuer: issuer, at: time))
    }

    private func check(
        _ object: SignedObject,
        by signer: Certificate,
        of what: String
    ) throws(IdentityError) {
        try object.checkStrength(by: signer, minimumSecurityLevel: self.minimumSecurityLevel, of: what)
        try object.verifySignature(by: signer, of: what, requiresLowS: self.requiresLowS)
    }

    /// For which time the delegate may sign.
    private func check(
        _ delegate: Certificate,
        issuer: Certificate,
        at time: Timestamp
    ) throws(IdentityError) -> ClosedRange<Timestamp> {
        guard delegate.issuerName == issuer.subjectName else {
            throw IdentityError(.revocationUnknown, "\(delegate) is no OCSP signer of \(issuer)")
        }
        try self.check(delegate.signedObject, by: issuer, of: "\(delegate)")
        for rule in [self.keyRule, ValidityRule()] as [any CertificateRule] {
            try rule.check(delegate, above: nil, at: time)
        }
        try Self.checkRight(of: delegate, from: issuer)
        let validity = delegate.validity
        if delegate.extensions[.ocspNoCheck] != nil { return validity }
        guard let span = self.checkSigner(delegate) else {
            throw IdentityError(.revocationUnknown, "whether \(delegate) is revoked is not known, or it is")
        }
        return validity.clamped(to: span)
    }

    /// Checks that a certificate of `issuer` is for signing OCSP responses (RFC 6960 section 4.2.2.2); neither its
    /// signature nor the time is looked at.
    static func checkRight(of delegate: Certificate, from issuer: Certificate) throws(IdentityError) {
        guard delegate.issuerName == issuer.subjectName,
            try delegate.extendedKeyUsage()?.contains(.ocspSigning) == true,
            delegate.keyUsage?.contains(.digitalSignature) ?? true
        else {
            throw IdentityError(.keyUsage, "\(delegate) may not sign OCSP responses for \(issuer)")
        }
        try CriticalExtensionRule().check(delegate, above: nil, at: delegate.notBefore)
    }
}

extension OCSPSingleResponse {
    fileprivate var rank: Int { self.status == .good ? 0 : 1 }
}

extension OCSPResponse {
    /// Whether the response names `certificate` as that of its signer.
    fileprivate func isBy(_ certificate: Certificate) -> Bool {
        switch self.responder {
        case .name(let name): certificate.subjectName == name
        case .key(let digest):
            CertificateID.Hash.sha1.digest(certificate.fields.publicKeyOctets) == digest
        }
    }
}
