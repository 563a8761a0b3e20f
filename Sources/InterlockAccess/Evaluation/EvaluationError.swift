/// Why a policy's conditions have no value for a request; the policy is skipped.
public struct EvaluationError: Error, Hashable, Sendable {
    /// What went wrong, in a form that a program can act on.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Base: String {
            case typeMismatch, noSuchEntity, noSuchAttribute, noSuchTag, integerOverflow, invalidArgument,
                wrongArgumentCount
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
        /// A string of which an extension type makes no value.
        public static let invalidArgument = Code(.invalidArgument)
        /// An extension function called with too few or too many arguments.
        public static let wrongArgumentCount = Code(.wrongArgumentCount)

        /// The code's name.
        public var description: String { self.base.rawValue }
    }

    /// One reference, so that an error takes little room in the stack frames of the recursive evaluator.
    private let storage: Storage

    private struct Content: Hashable, Sendable {
        let code: Code
        let reason: String
        let position: SourcePosition
    }

    private final class Storage: Sendable {
        let content: Content
        init(_ content: Content) { self.content = content }
    }

    /// What went wrong.
    public var code: Code { self.storage.content.code }

    /// Why, for a person.
    public var reason: String { self.storage.content.reason }

    /// Where in the policy text.
    public var position: SourcePosition { self.storage.content.position }

    init(_ code: Code, _ reason: String, at position: SourcePosition) {
        self.storage = Storage(Content(code: code, reason: reason, position: position))
    }

    /// Whether both say the same.
    public static func == (left: EvaluationError, right: EvaluationError) -> Bool {
        left.storage.content == right.storage.content
    }

    /// Feeds what the error says.
    public func hash(into hasher: inout Hasher) { hasher.combine(self.storage.content) }
}

extension EvaluationError: CustomStringConvertible {
    /// The code, the place and the reason.
    public var description: String { "\(self.code) at \(self.position): \(self.reason)" }
}
