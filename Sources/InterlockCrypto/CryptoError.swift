/// An error thrown by `InterlockCrypto`.
///
/// The set of ``Code`` values may grow in a minor release, so compare codes rather than
/// switching over them exhaustively.
public struct CryptoError: Error, Hashable, Sendable {
    /// What went wrong, in a form that a program can act on.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Base: String {
            case invalidKey, invalidSignature, highS, invalidEncoding, notDeterministic, limitExceeded
            case unsupported, wrongPassphrase, cryptoFailure
            case invalidShare, duplicateShare
        }
        private let base: Base
        private init(_ base: Base) { self.base = base }

        /// A key's bytes are malformed, out of range, off the curve, or not of the expected kind.
        public static let invalidKey = Code(.invalidKey)
        /// A signature is malformed, out of range, or does not verify.
        public static let invalidSignature = Code(.invalidSignature)
        /// An ECDSA signature's s is above half the group order, so a second form of it exists.
        public static let highS = Code(.highS)
        /// Bytes are not what their format requires.
        public static let invalidEncoding = Code(.invalidEncoding)
        /// Well-formed CBOR that is not in the deterministic form of RFC 8949 section 4.2.1.
        public static let notDeterministic = Code(.notDeterministic)
        /// Input is larger or more deeply nested than the caller's budget.
        public static let limitExceeded = Code(.limitExceeded)
        /// Well-formed input asks for something this library does not do.
        public static let unsupported = Code(.unsupported)
        /// A passphrase does not open what it should, or the sealed bytes were altered.
        public static let wrongPassphrase = Code(.wrongPassphrase)
        /// A share of a secret is malformed, has an index that none has, or is not the one that was dealt.
        public static let invalidShare = Code(.invalidShare)
        /// Two shares of a secret are of one index.
        public static let duplicateShare = Code(.duplicateShare)
        /// OpenSSL refused an operation that should succeed.
        public static let cryptoFailure = Code(.cryptoFailure)

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

extension CryptoError: CustomStringConvertible {
    /// The code and the reason.
    public var description: String { "\(self.code): \(self.reason)" }
}
