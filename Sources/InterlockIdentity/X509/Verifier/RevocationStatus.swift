internal import InterlockCrypto

/// What the lists at hand say of one certificate.
enum RevocationStatus: Sendable {
    /// For no reason revoked, as of a list that speaks for that range of time; the list that ends it first is named.
    case good(during: ClosedRange<Timestamp>, list: RevocationList)
    /// Revoked, or on hold, by that list.
    case revoked(RevokedCertificate, list: RevocationList)
    /// No list speaks for every reason, or those that do are stale; the lists that were found say so much.
    case unknown(IdentityError)
    /// There are lists, but none that may be used: not signed by whom they should be, or not understood.
    case refused(IdentityError)
}
