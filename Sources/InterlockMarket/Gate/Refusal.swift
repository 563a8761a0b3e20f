/// Why the gate turned a message away.
public struct Refusal: Error, Hashable, Sendable {
    /// The reason, in a form that a program can act on.
    public struct Code: Hashable, Sendable, Comparable, CustomStringConvertible {
        /// The code's name, as the CLI and its JSON print it.
        public let description: String
        private init(_ name: String) { self.description = name }

        /// The order of the names.
        public static func < (left: Code, right: Code) -> Bool { left.description < right.description }

        /// The bytes are not a signed message of this kind in its one valid form.
        public static let malformed = Code("malformed")
        /// No path leads from the signer's certificate to a trust anchor, or the certificate is not known.
        public static let unknownSigner = Code("unknownSigner")
        /// The signer's certificate, or one above it, is past its time.
        public static let expired = Code("expired")
        /// The signer's certificate, or one above it, is not valid yet.
        public static let notYetValid = Code("notYetValid")
        /// The signer's certificate, or one above it, is revoked.
        public static let revoked = Code("revoked")
        /// There is no current word on whether the signer's certificate is revoked.
        public static let revocationUnknown = Code("revocationUnknown")
        /// The signature is not the signer's over this message.
        public static let badSignature = Code("badSignature")
        /// The message speaks for another than the one who signed it, or its attributes are not the certificate's.
        public static let identityMismatch = Code("identityMismatch")
        /// The order's address is not its signer's wallet address.
        public static let addressMismatch = Code("addressMismatch")
        /// The policies do not permit it to a signer of these attributes.
        public static let notPermitted = Code("notPermitted")
        /// The signer's sequence number has been used, or is too old to tell.
        public static let replayed = Code("replayed")
        /// The market for the delivery period has closed.
        public static let gateClosed = Code("gateClosed")
        /// The gate cannot write down that it has seen the message; the same message may be sent again.
        public static let unavailable = Code("unavailable")
        /// The order to amend or to cancel is not in the book, or no longer.
        public static let unknownOrder = Code("unknownOrder")
        /// The signer would commit itself to more than its credit or its volume cap allows.
        public static let exposureExceeded = Code("exposureExceeded")
        /// The message is for another market, or a quantity is outside the market's rules.
        public static let limits = Code("limits")
    }

    /// The reason.
    public let code: Code
    /// What and where, for a person.
    public let reason: String
    /// The policies that decided, where ``code`` is `notPermitted`; none where no policy permits it.
    public let policies: [String]

    package init(_ code: Code, _ reason: String, policies: [String] = []) {
        self.code = code
        self.reason = reason
        self.policies = policies
    }
}

extension Refusal: CustomStringConvertible {
    /// The code and the reason.
    public var description: String { "\(self.code): \(self.reason)" }
}
