public import InterlockIdentity

/// An error thrown by `InterlockAuthority`.
///
/// The set of ``Code`` values may grow in a minor release, so compare codes rather than
/// switching over them exhaustively.
public struct AuthorityError: Error, Hashable, Sendable {
    /// What went wrong, in a form that a program can act on.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Base: String {
            case storage, corrupt, outdated, alreadyExists, alreadyIssued, keyReused, unknownCertificate,
                alreadyRevoked
            case notRevoked, notRenewable, outsideValidity, limitExceeded, refused, identityNamespace,
                ambiguousName
            case tokenUnknown, tokenMalformed, tokenExpired, tokenUsed, tokenLocked, tokenMismatch
        }
        private let base: Base
        private init(_ base: Base) { self.base = base }

        /// A file could not be read or written.
        public static let storage = Code(.storage)
        /// Store or journal are not what was written.
        public static let corrupt = Code(.corrupt)
        /// The store is older than what was published of it.
        public static let outdated = Code(.outdated)
        /// There is an authority's store already.
        public static let alreadyExists = Code(.alreadyExists)
        /// This generation of this identity has its certificate, for another key or other attributes.
        public static let alreadyIssued = Code(.alreadyIssued)
        /// The key has a certificate already, of another identity or generation.
        public static let keyReused = Code(.keyReused)
        /// This authority has issued no such certificate.
        public static let unknownCertificate = Code(.unknownCertificate)
        /// The certificate is revoked.
        public static let alreadyRevoked = Code(.alreadyRevoked)
        /// A certificate that is not on hold cannot be released.
        public static let notRevoked = Code(.notRevoked)
        /// The certificate cannot be renewed: it is revoked, expired, or not the newest of its generation.
        public static let notRenewable = Code(.notRenewable)
        /// A certificate would be valid when its authority is not.
        public static let outsideValidity = Code(.outsideValidity)
        /// An identity's last generation, or a key's last renewal, is taken; or the last list's number.
        public static let limitExceeded = Code(.limitExceeded)
        /// An identity or a namespace is another authority's, or a grant leaves identities open.
        public static let identityNamespace = Code(.identityNamespace)
        /// A name can be taken for another that is on record.
        public static let ambiguousName = Code(.ambiguousName)
        /// The identity layer refused; ``AuthorityError/cause`` says why.
        public static let refused = Code(.refused)
        /// There is no such enrolment token, or its secret is another.
        public static let tokenUnknown = Code(.tokenUnknown)
        /// The text is no enrolment token: its checksum is wrong.
        public static let tokenMalformed = Code(.tokenMalformed)
        /// The enrolment token is past its time.
        public static let tokenExpired = Code(.tokenExpired)
        /// The enrolment token has been used.
        public static let tokenUsed = Code(.tokenUsed)
        /// Too many wrong secrets were tried with this token.
        public static let tokenLocked = Code(.tokenLocked)
        /// The request is not by whom the token was registered for.
        public static let tokenMismatch = Code(.tokenMismatch)

        /// The code's name.
        public var description: String { self.base.rawValue }
    }

    /// What went wrong.
    public var code: Code

    /// Why and where, for a person; never holds key material.
    public var reason: String

    /// What the identity layer says, where the code is `refused`.
    public var cause: IdentityError?

    /// Makes an error.
    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// Passes on what the identity layer says.
    public init(_ cause: IdentityError) {
        self.init(.refused, cause.description)
        self.cause = cause
    }
}

extension AuthorityError: CustomStringConvertible {
    /// The code and the reason; what the identity layer refused is said in its own words.
    public var description: String { self.cause?.description ?? "\(self.code): \(self.reason)" }
}
