/// Why a policy's conditions have no value for a request; the policy is skipped.
public struct EvaluationError: Error, Hashable, Sendable {
    /// What went wrong, in a form that a program can act on.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Base: String {
            case typeMismatch, noSuchEntity, noSuchAttribute, noSuchTag, integerOverflow
        }
        private let base: Base
        private init(_ base: Base) { self.base = base }

        /// An operand is not of the type that its operator needs.
        public static let typeMismatch = Code(.typeMismatch)
        /// An attribute or tag of an entity that is not in the store.
        public static let noSuchEntity = Code(.noSuchEntity)
        /// An attribute that the entity or record does not have.
        public static let noSuchAttribute = Code(.noSuchAttribute)
        /// A tag that the entity does not have.
        public static let noSuchTag = Code(.noSuchTag)
        /// A result beyond 64 bits with sign.
        public static let integerOverflow = Code(.integerOverflow)

        /// The code's name.
        public var description: String { self.base.rawValue }
    }

    /// What went wrong.
    public let code: Code

    /// Why, for a person.
    public let reason: String

    /// Where in the policy text.
    public let position: SourcePosition

    init(_ code: Code, _ reason: String, at position: SourcePosition) {
        self.code = code
        self.reason = reason
        self.position = position
    }
}

extension EvaluationError: CustomStringConvertible {
    /// The code, the place and the reason.
    public var description: String { "\(self.code) at \(self.position): \(self.reason)" }
}
