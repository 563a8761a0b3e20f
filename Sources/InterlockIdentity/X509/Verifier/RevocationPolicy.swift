/// What a verifier does where it does not know whether a certificate is revoked.
public struct RevocationPolicy: Hashable, Sendable {
    /// Whether a certificate is refused for which there is no list, or a stale one only.
    public let isRequired: Bool
    /// For how many seconds after its next update a list still counts as fresh.
    public let tolerance: Int64

    /// Refuses what is not known: a missing or stale list fails closed.
    public static let required = RevocationPolicy(isRequired: true, tolerance: 0)

    /// Refuses what is not known, but lets a list serve some time after its next update was due.
    ///
    /// - Parameter seconds: For how long; negative counts as none.
    /// - Returns: The policy.
    public static func required(toleratingStaleFor seconds: Int64) -> RevocationPolicy {
        RevocationPolicy(isRequired: true, tolerance: max(0, seconds))
    }

    /// Insecure: accepts where there is no list or a stale one only; what a list says is still heeded.
    ///
    /// Whoever can keep a new list from arriving can go on with a revoked certificate.
    public static let whereKnown = RevocationPolicy(isRequired: false, tolerance: 0)
}
