/// An error thrown by `InterlockIdentity`.
///
/// The set of ``Code`` values may grow in a minor release, so compare codes rather than
/// switching over them exhaustively.
public struct IdentityError: Error, Hashable, Sendable {
    /// What went wrong, in a form that a program can act on.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Base: String {
            case highS
            case invalidAttribute, invalidEncoding, wrongPassphrase, unknownIssuer, expired, notYetValid,
                revoked, revocationUnknown, badSignature, invalidCertificate, alreadyExists, limitExceeded,
                cryptoFailure
        }
        private let base: Base
        private init(_ base: Base) { self.base = base }

        /// An attribute's name or value breaks the rules, or the schema.
        public static let invalidAttribute = Code(.invalidAttribute)
        /// Bytes or text are not what their format requires.
        public static let invalidEncoding = Code(.invalidEncoding)
        /// A passphrase does not open what it should, or the sealed bytes were altered.
        public static let wrongPassphrase = Code(.wrongPassphrase)
        /// No path leads from the certificate to a trust anchor.
        public static let unknownIssuer = Code(.unknownIssuer)
        /// A certificate of the path is past its time.
        public static let expired = Code(.expired)
        /// A certificate of the path is not valid yet.
        public static let notYetValid = Code(.notYetValid)
        /// A certificate of the path is revoked.
        public static let revoked = Code(.revoked)
        /// There is no revocation list that speaks for a certificate of the path, or a stale one only.
        public static let revocationUnknown = Code(.revocationUnknown)
        /// A certificate or a revocation list is not signed by its issuer.
        public static let badSignature = Code(.badSignature)
        /// A certificate or a revocation list is signed with an s above half the group order.
        public static let highS = Code(.highS)
        /// A certificate breaks RFC 5280 or the rules of this library.
        public static let invalidCertificate = Code(.invalidCertificate)
        /// What should be made new is there already.
        public static let alreadyExists = Code(.alreadyExists)
        /// Input is larger than its limit.
        public static let limitExceeded = Code(.limitExceeded)
        /// The cryptographic library refused an operation that should succeed.
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

extension IdentityError: CustomStringConvertible {
    /// The code and the reason.
    public var description: String { "\(self.code): \(self.reason)" }
}
