public import InterlockCrypto

/// Which certificates of a store are asked for; every condition that is given must hold.
public struct CertificateQuery: Hashable, Sendable {
    /// Of this identity.
    public var identity: String?
    /// Of this profile.
    public var profile: String?
    /// Of this status at ``moment``.
    public var status: IssuedCertificate.Status?
    /// Whose validity ends at this second or before, and after ``moment``.
    public var expiringBy: Timestamp?
    /// As of when status and expiry are judged.
    public var moment: Timestamp
    /// Records after this one only: where the page before ended.
    public var after: UInt64?
    /// The most that are returned.
    public var limit: Int

    /// The most certificates that one query returns: what a program takes in at once.
    public static let limitRange = 1...10_000

    /// Asks for all, in the order of their issue, ``limitRange``'s end at most.
    public init(at moment: Timestamp) {
        self.moment = moment
        self.limit = Self.limitRange.upperBound
    }
}
