/// An error thrown by `InterlockMarket` outside the gate, whose refusals are ``Refusal``.
///
/// The set of ``Code`` values may grow in a minor release, so compare codes rather than
/// switching over them exhaustively.
public struct MarketError: Error, Hashable, Sendable {
    /// What went wrong, in a form that a program can act on.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Base: String { case malformed, limits, signing }
        private let base: Base
        private init(_ base: Base) { self.base = base }

        /// Bytes or text are not what their format requires.
        public static let malformed = Code(.malformed)
        /// A quantity is outside what its type can hold.
        public static let limits = Code(.limits)
        /// A message could not be signed.
        public static let signing = Code(.signing)

        /// The code's name.
        public var description: String { self.base.rawValue }
    }

    /// What went wrong.
    public var code: Code

    /// Why and where, for a person; never holds key material.
    public var reason: String

    /// Makes an error.
    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}

extension MarketError: CustomStringConvertible {
    /// The code and the reason.
    public var description: String { "\(self.code): \(self.reason)" }
}
