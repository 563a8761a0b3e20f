public import InterlockCrypto
public import InterlockIdentity

/// Leave to be enrolled once: for whom, with what, until when.
public struct EnrolmentToken: Hashable, Sendable {
    /// What names it; no secret.
    public let name: [UInt8]
    /// The profile of the certificate.
    public let profile: String
    /// The attributes that the authority has decided on.
    public let attributes: AttributeSet
    /// The last second at which it can be used.
    public let expires: Timestamp
    /// How many wrong secrets may still be tried.
    public let attempts: Int
    /// Whether it was used.
    public let isUsed: Bool
    /// The number of the journal's record of its making.
    public let record: UInt64
    /// The SHA-256 that proves its secret.
    let hash: [UInt8]
    let usedRecord: UInt64?
}
