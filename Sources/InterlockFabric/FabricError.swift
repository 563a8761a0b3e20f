/// An error thrown by `InterlockFabric`.
///
/// The set of ``Code`` values may grow in a minor release, so compare codes rather than
/// switching over them exhaustively.
public struct FabricError: Error, Hashable, Sendable {
    /// The kind of fault, in a form that a program can act on.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Base: String {
            case refused, invalidEncoding, invalidCertificate, unknownIssuer, alreadyExists, limitExceeded
        }
        private let base: Base
        private init(_ base: Base) { self.base = base }

        /// A node of Fabric refuses the folder or its signer; ``FabricError/defect`` says why.
        public static let refused = Code(.refused)
        /// A file is not what its format requires.
        public static let invalidEncoding = Code(.invalidEncoding)
        /// A private key is not that of the signer's certificate, or there is none.
        public static let invalidCertificate = Code(.invalidCertificate)
        /// An authority that is to vouch for a unit is not in the folder.
        public static let unknownIssuer = Code(.unknownIssuer)
        /// Something that should be made new is there already.
        public static let alreadyExists = Code(.alreadyExists)
        /// Input is larger than its limit.
        public static let limitExceeded = Code(.limitExceeded)

        /// The code's name.
        public var description: String { self.base.rawValue }
    }

    /// The kind of fault.
    public var code: Code
    /// The reason and the place, for a person; never holds key material.
    public var reason: String
    /// The rule of Fabric's that is broken; nil unless the code is ``Code/refused``.
    public var defect: MembershipDefect?

    /// Makes an error.
    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// Reports that Fabric refuses a folder.
    public init(_ defect: MembershipDefect) {
        self.code = .refused
        self.reason = "Fabric: \(defect)"
        self.defect = defect
    }
}

extension FabricError: CustomStringConvertible {
    /// The code and the reason.
    public var description: String { "\(self.code): \(self.reason)" }
}
