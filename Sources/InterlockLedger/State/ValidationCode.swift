/// What a peer found of one transaction of a block; every peer finds the same.
public enum ValidationCode: UInt8, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// It counts.
    case valid = 0
    /// It is not a transaction of a known kind, in its one valid form.
    case malformed = 1
    /// Too few good endorsements.
    case notEndorsed = 2
    /// It breaks the trade contract as of this block.
    case contractBroken = 3
    /// A certificate or a revocation list that does not lead to a trust anchor.
    case notTrusted = 4
    /// A genesis that is not the first transaction, or a first transaction that is none.
    case misplaced = 5
    /// A participant's message that is not in order as of this block.
    case refused = 6

    init(_ error: LedgerError) {
        switch error.code {
        case .malformed: self = .malformed
        case .notEndorsed: self = .notEndorsed
        default: self = .contractBroken
        }
    }

    /// The case's name.
    public var description: String {
        switch self {
        case .valid: "valid"
        case .malformed: "malformed"
        case .notEndorsed: "notEndorsed"
        case .contractBroken: "contractBroken"
        case .notTrusted: "notTrusted"
        case .misplaced: "misplaced"
        case .refused: "refused"
        }
    }
}
