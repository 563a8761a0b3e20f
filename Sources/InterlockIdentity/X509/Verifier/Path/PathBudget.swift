/// How much work may go into finding one path, so that no one can be kept busy by a maze of cross-certificates.
public struct PathBudget: Hashable, Sendable {
    /// Signatures of certificates checked; as webpki has it.
    public var signatures = 100
    /// Candidates looked at, good or bad.
    public var candidates = 1_000
    /// Complete paths judged.
    public var paths = 32
    /// Names held against constraints; a path that costs more is refused.
    public var nameComparisons = 250_000

    /// The limits that serve any hierarchy in use.
    public init() {}
}
