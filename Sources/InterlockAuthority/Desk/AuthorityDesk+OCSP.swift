internal import InterlockCrypto
public import InterlockIdentity

extension AuthorityDesk {
    /// What answers questions about the authority's certificates (RFC 6960), from the newest list and the store.
    ///
    /// A responder that is reachable from outside should not have the authority's key: give it a certificate with the
    /// profile `ocspSigner` and the list instead, as `interlock-ocsp` takes them. This one is for signing beforehand.
    ///
    /// - Parameter lifetime: For how many seconds a response speaks at most; never beyond the list's next update.
    /// - Returns: The responder; every revocation publishes a list, so it knows of all of them.
    /// - Throws: `AuthorityError` with code `corrupt` where the store's list is not the one that the journal tells of as the
    ///   newest, or `storage`.
    public func responder(lifetime: Int64 = 86_400) throws(AuthorityError) -> OCSPResponder {
        guard let list = try self.newestList() else {
            throw AuthorityError(.corrupt, "\(self.store.folder): there is no list to answer from")
        }
        let store = self.store
        do {
            return try OCSPResponder(
                issuer: self.authority.certificate,
                signer: self.authority.certificate,
                key: self.key,
                revocationList: list,
                isIssued: { serial in (try? store.certificate(serial)) != nil },
                lifetime: lifetime
            )
        } catch {
            throw AuthorityError(error)
        }
    }
}
