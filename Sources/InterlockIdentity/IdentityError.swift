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
            case nameConstraint, pathLength, keyUsage, policy, weakAlgorithm
            case unknownCriticalExtension
            case wrongAttributeAuthority, attributeEscalation
            case identityNamespace, ambiguousName
            case wrongShare, duplicateShare, tooFewShares, brokenChain
            case invalidPoint, wrongIssuer, wrongRequest, alteredCertificate, forgedPoint
            case reconstructionMismatch
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
        /// A critical extension of a certificate or a revocation list is not understood.
        public static let unknownCriticalExtension = Code(.unknownCriticalExtension)
        /// A name is outside the subtrees that an authority of the path may name (RFC 5280 section 4.2.1.10).
        public static let nameConstraint = Code(.nameConstraint)
        /// More authorities stand below one of the path than it allows (RFC 5280 section 4.2.1.9).
        public static let pathLength = Code(.pathLength)
        /// A key is used for what its certificate does not allow (RFC 5280 sections 4.2.1.3 and 4.2.1.12).
        public static let keyUsage = Code(.keyUsage)
        /// No certificate policy that is acceptable is valid for the whole path (RFC 5280 section 6.1.5).
        public static let policy = Code(.policy)
        /// A key or a signature algorithm has less than 112 bits of strength (NIST SP 800-57 part 1).
        public static let weakAlgorithm = Code(.weakAlgorithm)
        /// An authority asserts an attribute of which it has no say.
        public static let wrongAttributeAuthority = Code(.wrongAttributeAuthority)
        /// An authority asserts a value of an attribute that is beyond what it was granted.
        public static let attributeEscalation = Code(.attributeEscalation)
        /// An authority has no identity namespace where it needs one, or an identity or a namespace is another authority's.
        public static let identityNamespace = Code(.identityNamespace)
        /// A name can be mistaken for another, or holds what cannot be seen.
        public static let ambiguousName = Code(.ambiguousName)
        /// A point is off its curve, at infinity, or not in compressed form.
        public static let invalidPoint = Code(.invalidPoint)
        /// An implicit certificate names another issuer than the one at hand.
        public static let wrongIssuer = Code(.wrongIssuer)
        /// A request is by another, or a response is to another request.
        public static let wrongRequest = Code(.wrongRequest)
        /// An implicit certificate does not say what its issuer answered with, or not what was agreed.
        public static let alteredCertificate = Code(.alteredCertificate)
        /// A reconstruction point is not the request's point and the issuer's share.
        public static let forgedPoint = Code(.forgedPoint)
        /// The key that was reconstructed is not that of the implicit certificate: d·G ≠ e·P + Q.
        public static let reconstructionMismatch = Code(.reconstructionMismatch)
        /// What should be made new is there already.
        public static let alreadyExists = Code(.alreadyExists)
        /// Input is larger than its limit.
        public static let limitExceeded = Code(.limitExceeded)
        /// A share of a master key is not the one that was dealt; the reason names its holder.
        public static let wrongShare = Code(.wrongShare)
        /// Two shares of a master key are of one index.
        public static let duplicateShare = Code(.duplicateShare)
        /// There are fewer shares than restore a master key.
        public static let tooFewShares = Code(.tooFewShares)
        /// A ceremony's transcript does not follow on the one before.
        public static let brokenChain = Code(.brokenChain)
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
