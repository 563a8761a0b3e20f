/// An error thrown by `InterlockAccess`: policy text, entities or a request cannot be used.
///
/// The set of ``Code`` values may grow in a minor release, so compare codes rather than
/// switching over them exhaustively.
public struct AccessError: Error, Hashable, Sendable {
    /// What went wrong, in a form that a program can act on.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Base: String {
            case invalidToken, invalidEscape, unexpectedToken, reservedIdentifier, integerOutOfRange
            case unknownName, wrongArgumentCount, duplicateName, invalidScope, ambiguousOperators
            case unsupported, invalidJSON, invalidValue, duplicateEntity, hierarchyCycle, limitExceeded
            case undeclaredType, undeclaredAction, typeCycle, nonconforming, slotMismatch
        }
        private let base: Base
        private init(_ base: Base) { self.base = base }

        /// A character, or a string without its end, that begins no token.
        public static let invalidToken = Code(.invalidToken)
        /// A backslash sequence that Cedar does not have.
        public static let invalidEscape = Code(.invalidEscape)
        /// A token that the grammar does not allow where it stands.
        public static let unexpectedToken = Code(.unexpectedToken)
        /// A keyword where a name belongs.
        public static let reservedIdentifier = Code(.reservedIdentifier)
        /// A number that does not fit in 64 bits with sign.
        public static let integerOutOfRange = Code(.integerOutOfRange)
        /// A variable, function or method that does not exist.
        public static let unknownName = Code(.unknownName)
        /// A method called with too few or too many arguments.
        public static let wrongArgumentCount = Code(.wrongArgumentCount)
        /// A record key, annotation or policy id that is already taken.
        public static let duplicateName = Code(.duplicateName)
        /// A policy scope that is not `(principal, action, resource)` with Cedar's constraints.
        public static let invalidScope = Code(.invalidScope)
        /// Relational operators in a row without parentheses.
        public static let ambiguousOperators = Code(.ambiguousOperators)
        /// Well-formed input asks for something this engine does not do.
        public static let unsupported = Code(.unsupported)
        /// Text that is not strict JSON.
        public static let invalidJSON = Code(.invalidJSON)
        /// JSON that is not the Cedar value, entity or request it should be.
        public static let invalidValue = Code(.invalidValue)
        /// Two entities with one identifier.
        public static let duplicateEntity = Code(.duplicateEntity)
        /// An entity that is its own ancestor.
        public static let hierarchyCycle = Code(.hierarchyCycle)
        /// Input is larger or more deeply nested than the caller's budget.
        public static let limitExceeded = Code(.limitExceeded)
        /// A name that is no type of the schema.
        public static let undeclaredType = Code(.undeclaredType)
        /// An action that the schema does not have.
        public static let undeclaredAction = Code(.undeclaredAction)
        /// A common type that is defined by itself.
        public static let typeCycle = Code(.typeCycle)
        /// An entity or request that is not as the schema says.
        public static let nonconforming = Code(.nonconforming)
        /// A template's slots are not the ones that entities are given for.
        public static let slotMismatch = Code(.slotMismatch)

        /// The code's name.
        public var description: String { self.base.rawValue }
    }

    /// One reference, so that an error takes little room in the stack frames of the recursive parser.
    private let storage: Storage

    private struct Content: Hashable, Sendable {
        let code: Code
        let reason: String
        let position: SourcePosition?
        let excerpt: SourceExcerpt?
    }

    private final class Storage: Sendable {
        let content: Content
        init(_ content: Content) { self.content = content }
    }

    /// What went wrong.
    public var code: Code { self.storage.content.code }

    /// Why, for a person.
    public var reason: String { self.storage.content.reason }

    /// Where in the text, if text was read.
    public var position: SourcePosition? { self.storage.content.position }

    /// Makes an error.
    public init(_ code: Code, _ reason: String, at position: SourcePosition? = nil) {
        self.init(code, reason, at: position, excerpt: nil)
    }

    /// Makes an error with the offending line and the caret's place in it.
    init(_ code: Code, _ reason: String, at position: SourcePosition?, excerpt: SourceExcerpt?) {
        let content = Content(code: code, reason: reason, position: position, excerpt: excerpt)
        self.storage = Storage(content)
    }

    /// Whether both say the same.
    public static func == (left: AccessError, right: AccessError) -> Bool {
        left.storage.content == right.storage.content
    }

    /// Feeds what the error says.
    public func hash(into hasher: inout Hasher) { hasher.combine(self.storage.content) }

    /// The error with its line of source and a caret below the offending token, as compilers show it.
    public var diagnostic: String { self.diagnostic(in: nil) }

    /// ``diagnostic``, with the name of the file that was read.
    public func diagnostic(in file: String?) -> String {
        guard let position = self.position, let excerpt = self.storage.content.excerpt else {
            return file.map { "error: \($0): \(self.reason)" } ?? self.description
        }
        return excerpt.diagnostic("error: \(self.reason)", at: position, in: file)
    }
}

extension AccessError: CustomStringConvertible {
    /// The code, the place and the reason.
    public var description: String {
        guard let position = self.position else { return "\(self.code): \(self.reason)" }
        return "\(self.code) at \(position): \(self.reason)"
    }
}
