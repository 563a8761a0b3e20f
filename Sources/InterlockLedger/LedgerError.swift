/// An error thrown by `InterlockLedger`.
///
/// The set of ``Code`` values may grow in a minor release, so compare codes rather than
/// switching over them exhaustively.
public struct LedgerError: Error, Hashable, Sendable {
    /// What went wrong, in a form that a program can act on.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Base: String {
            case malformed, corrupt, contractBroken, notEndorsed, storage, notTrusted, untimely, limits
        }
        private let base: Base
        private init(_ base: Base) { self.base = base }

        /// Bytes are not what their format requires.
        public static let malformed = Code(.malformed)
        /// Stored bytes are not those that were written.
        public static let corrupt = Code(.corrupt)
        /// A record breaks the trade contract.
        public static let contractBroken = Code(.contractBroken)
        /// Too few valid endorsements.
        public static let notEndorsed = Code(.notEndorsed)
        /// A certificate or a revocation list that no trust anchor vouches for, or an old one.
        public static let notTrusted = Code(.notTrusted)
        /// A moment that is too far after that of the operation before: one wrong clock would close every market.
        public static let untimely = Code(.untimely)
        /// A transaction that is too large for a ledger.
        public static let limits = Code(.limits)
        /// A file could not be read or written.
        public static let storage = Code(.storage)

        /// The code's name.
        public var description: String { self.base.rawValue }
    }

    /// What went wrong.
    public var code: Code

    /// Why and where, for a person; never holds key material.
    public var reason: String

    /// Tells whether it says that something is not as it must be, and not that files cannot be read or written.
    package var isRefusal: Bool { self.code != .storage && self.code != .corrupt }

    /// Makes an error.
    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}

extension LedgerError: CustomStringConvertible {
    /// The code and the reason.
    public var description: String { "\(self.code): \(self.reason)" }
}
