/// The edition of the rules by which messages are judged.
///
/// A rule that refuses what older ledgers hold begins a new edition. A ledger's genesis names its edition, so a ledger is
/// judged for ever by the rules that it was made under. A verifier without a ledger goes by ``newest``.
public enum RulesEdition: Int, Hashable, Sendable, CaseIterable {
    /// The rules of a genesis that names no edition.
    case first = 1
    /// An order's address is its signer's wallet address, authorities have identity namespaces, and what peers sign names
    /// the ledger.
    case second = 2

    /// The edition of new ledgers.
    public static let newest = RulesEdition.second
}

extension RulesEdition: Comparable {
    /// The order of the numbers.
    public static func < (left: RulesEdition, right: RulesEdition) -> Bool { left.rawValue < right.rawValue }
}
