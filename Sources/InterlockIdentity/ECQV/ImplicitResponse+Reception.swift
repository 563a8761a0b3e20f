public import InterlockCrypto

extension ImplicitResponse {
    /// Makes the private key of an answer: d_U = e·k_U + r (SEC 4 section 2.5), and checks that d_U·G = e·P_U + Q_CA.
    ///
    /// What passes is the key of that certificate by that issuer, whoever sent the response. That the issuer is to be
    /// believed is for a ``ChainVerifier`` to say, before the first use.
    ///
    /// - Parameters:
    ///   - requestKey: k_U; it is of no use afterwards, and should be destroyed.
    ///   - identity: Whose request it was.
    ///   - issuer: Who was asked.
    ///   - attributes: What was agreed that the certificate says; nil for whatever the authority decided.
    /// - Returns: The key, and the certificate with its public half.
    /// - Throws: `IdentityError` with code `wrongRequest` for an answer to another request, `wrongIssuer` for one by another
    ///   issuer, `alteredCertificate` where the certificate says what was not issued or not agreed, `forgedPoint` where its
    ///   point is not the request's and the issuer's, and `reconstructionMismatch` where the key is not that of the
    ///   certificate: the reconstruction value is another's, or everything was made to look right and is not.
    public func receive(
        by requestKey: SigningKey,
        identity: ParticipantID,
        from issuer: ImplicitIssuer,
        expecting attributes: AttributeSet? = nil
    ) throws(IdentityError) -> (key: SigningKey, credential: Credential) {
        let request = ImplicitRequest(identity: identity, point: requestKey.verifyingKey)
        guard self.request == request.identifier, self.certificate.attributes.identity == identity else {
            throw IdentityError(.wrongRequest, "the response is not to this request of \(identity)")
        }
        let credential = try Credential(self.certificate, issuer: issuer)
        try self.checkParts(request, expecting: attributes)
        do throws(CryptoError) {
            let key = try ECQV.privateKey(
                digest: self.certificate.digest(issuer: issuer.certificate),
                request: requestKey,
                value: SecretBytes(copying: self.value)
            )
            guard key.verifyingKey == credential.verifyingKey else {
                throw CryptoError(.invalidKey, "d·G is not e·P + Q")
            }
            return (key, credential)
        } catch {
            throw IdentityError(.reconstructionMismatch, "\(self.certificate): \(error.reason)")
        }
    }

    /// Says which part was changed, where the others are as they were.
    private func checkParts(
        _ request: ImplicitRequest,
        expecting attributes: AttributeSet?
    ) throws(IdentityError) {
        let contents = ECQVMessage.identifier(of: self.certificate.contents.encoded())
        guard contents == self.contents else {
            throw IdentityError(.alteredCertificate, "\(self.certificate) was changed after it was issued")
        }
        guard attributes == nil || attributes == self.certificate.attributes else {
            throw IdentityError(.alteredCertificate, "\(self.certificate) says other than what was agreed")
        }
        let point = try? ECQV.reconstructionPoint(request: request.point, ephemeral: self.share)
        guard point == self.certificate.point else {
            throw IdentityError(.forgedPoint, "\(self.certificate): its point is not of this request")
        }
    }
}
