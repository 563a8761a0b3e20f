internal import InterlockCrypto

/// What goes into a revocation list, apart from what its issuer adds by signing it.
struct RevocationListTemplate {
    let revoked: [RevokedCertificate]
    let number: RevocationListNumber
    var baseNumber: RevocationListNumber?
    let thisUpdate: Timestamp
    let nextUpdate: Timestamp
    let issuingDistributionPoint: IssuingDistributionPoint?
    var freshest: [String] = []

    /// The `TBSCertList` (RFC 5280 section 5.1.2).
    func toBeSigned(by issuer: CertificateAuthority) throws(IdentityError) -> [UInt8] {
        try self.check()
        var entries: [UInt8] = []
        for entry in self.revoked { entries += try entry.derRepresentation() }
        let extensions = self.extensions(issuer.keyIdentifier).flatMap(\.derRepresentation)
        return DER.sequence(
            // Version 2, whose number is 1.
            DER.integer(1),
            SignatureAlgorithm.identifier(for: issuer.key.level),
            issuer.certificate.subjectName.derRepresentation,
            try DER.time(self.thisUpdate),
            try DER.time(self.nextUpdate),
            entries.isEmpty ? [] : DER.element(DERTag.sequence, entries),
            DER.element(DERTag.constructed(0), DER.element(DERTag.sequence, extensions))
        )
    }

    private func check() throws(IdentityError) {
        guard self.revoked.count <= CertificateAuthority.revocationLimit else {
            throw IdentityError(
                .limitExceeded,
                "\(self.revoked.count) revoked certificates are too many for one list"
            )
        }
        guard self.thisUpdate < self.nextUpdate else {
            throw IdentityError(
                .invalidEncoding,
                "the next update \(self.nextUpdate) is not after \(self.thisUpdate)"
            )
        }
        for entry in self.revoked {
            guard entry.certificateIssuer == nil else {
                throw IdentityError(.invalidEncoding, "\(entry.serialNumber) is of another issuer")
            }
            // RFC 5280 section 5.3.1.
            guard entry.reason != .removeFromList || self.baseNumber != nil else {
                throw IdentityError(.invalidEncoding, "removeFromCRL belongs in delta lists only")
            }
        }
    }

    /// AKI and number are not critical, scope and delta are (RFC 5280 section 5.2).
    private func extensions(_ issuerKeyIdentifier: [UInt8]) -> [CertificateExtension] {
        var all = [
            StandardExtensions.authorityKeyIdentifier(issuerKeyIdentifier),
            CertificateExtension(.crlNumber, isCritical: false, value: self.number.derRepresentation),
        ]
        if let base = self.baseNumber {
            all.append(
                CertificateExtension(.deltaCRLIndicator, isCritical: true, value: base.derRepresentation)
            )
        }
        if let point = self.issuingDistributionPoint {
            all.append(
                CertificateExtension(
                    .issuingDistributionPoint,
                    isCritical: true,
                    value: point.derRepresentation
                )
            )
        }
        if !self.freshest.isEmpty {
            let names = self.freshest.map(GeneralName.uniformResourceIdentifier)
            let value = DistributionPoint.derRepresentation([DistributionPoint(name: .full(names))])
            all.append(CertificateExtension(.freshestCRL, isCritical: false, value: value))
        }
        return all
    }
}
