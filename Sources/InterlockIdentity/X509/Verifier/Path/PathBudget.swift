/// How much work may go into finding one path, so that no one can be kept busy by a maze of cross-certificates.
public struct PathBudget: Hashable, Sendable {
    /// Signatures of certificates checked; as webpki has it.
    public var signatures = 100
    /// The work that checking signatures may take, in verifications on P-256 (60 µs), complete paths included: a signature
    /// on P-384 counts as 13, one of RSA with 4,096 bits as 3.
    public var work = 1_000
    /// Candidates looked at, good or bad.
    public var candidates = 1_000
    /// Complete paths judged.
    public var paths = 32
    /// Names held against constraints; a path that costs more is refused.
    public var nameComparisons = 250_000

    /// The work for a participant's path: ten certificates on P-384 twice over, within 20 ms.
    static let participantWork = 300

    /// The limits that serve any hierarchy in use.
    public init() {}
}
