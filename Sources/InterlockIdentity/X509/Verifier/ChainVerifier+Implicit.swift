public import InterlockCrypto

extension ChainVerifier {
    /// Says that an implicit certificate is to be believed at a time, as far as that can be said of it alone.
    ///
    /// Its issuer's path is judged as an X.509 participant's, and the certificate as a leaf there: attributes, grants, names
    /// and revocation alike. What is missing is a proof that it was issued: anyone can write such a certificate, and nobody
    /// but the issuer one to which somebody has the key. So the verdict is worth something only beside a signature that
    /// verifies with its key, and is not remembered here.
    ///
    /// - Parameters:
    ///   - leaf: The certificate.
    ///   - presented: X.509 certificates that came with it or are at hand, its issuer's among them unless that is one of the
    ///     verifier's intermediates; at most 16, and not trusted.
    ///   - staples: OCSP responses that came with it, at most 16.
    ///   - time: As of when.
    /// - Returns: The path of its issuer and what it proves.
    /// - Throws: as ``verify(_:presented:staples:at:)-(Certificate,_,_,_)``; `unknownIssuer` where no certificate is known
    ///   that it names, `keyUsage` where that is no issuer's, `wrongIssuer` for one of another curve, and `invalidPoint`.
    public func verify(
        _ leaf: ImplicitCertificate,
        presented: [Certificate] = [],
        staples: [OCSPResponse] = [],
        at time: Timestamp
    ) throws(IdentityError) -> VerifiedChain {
        let issuer = try self.issuer(of: leaf, presented)
        let report = self.validator.explain(
            issuer.certificate,
            presented: presented,
            staples: staples,
            at: time
        ) { revocation in
            [
                ImplicitRule(
                    certificate: leaf,
                    issuer: issuer,
                    schema: self.schema,
                    names: self.validator.policy.nameConstraintRule,
                    revocation: revocation
                )
            ] + self.nameRules(of: .implicit(leaf))
        }
        // The path first: a point that costs a multiplication is looked at only below an issuer that is believed.
        let path = try report.outcome.get()
        return VerifiedChain(
            path,
            leaf: try Credential(leaf, issuer: issuer),
            attributes: leaf.attributes
        )
    }

    private func issuer(
        of leaf: ImplicitCertificate,
        _ presented: [Certificate]
    ) throws(IdentityError) -> ImplicitIssuer {
        let named = (presented + self.pool.certificates).first {
            $0.implicitIssuerIdentifier == leaf.issuerIdentifier
        }
        guard let named else {
            throw IdentityError(
                .unknownIssuer,
                "no certificate with the thumbprint \(leaf.issuerIdentifier.hexString)… is known: the issuer of \(leaf)"
            )
        }
        return try ImplicitIssuer(named)
    }
}
