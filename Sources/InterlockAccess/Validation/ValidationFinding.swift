/// Something that the validator has to say of a policy.
public struct ValidationFinding: Hashable, Sendable {
    /// What is wrong, in a form that a program can act on.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Base: String {
            case unknownEntityType, unknownAction, unknownEntity, inapplicableAction, impossiblePolicy
            case unexpectedType, incompatibleTypes, unknownAttribute, unguardedAttribute
            case unguardedTag, unknownTag, emptySet, invalidArgument, tooManyFindings
        }
        private let base: Base
        private init(_ base: Base) { self.base = base }

        /// An entity type that the schema does not have.
        public static let unknownEntityType = Code(.unknownEntityType)
        /// An action that the schema does not have.
        public static let unknownAction = Code(.unknownAction)
        /// An entity of an enumerated type whose id is none of those enumerated.
        public static let unknownEntity = Code(.unknownEntity)
        /// A scope that no action, principal type and resource type of the schema satisfy together.
        public static let inapplicableAction = Code(.inapplicableAction)
        /// A policy whose conditions are false for every request that the schema allows; a warning.
        public static let impossiblePolicy = Code(.impossiblePolicy)
        /// An operand of another type than the operator takes.
        public static let unexpectedType = Code(.unexpectedType)
        /// Types that must agree and do not.
        public static let incompatibleTypes = Code(.incompatibleTypes)
        /// An attribute that the type does not have.
        public static let unknownAttribute = Code(.unknownAttribute)
        /// An optional attribute that is read without `has` before it.
        public static let unguardedAttribute = Code(.unguardedAttribute)
        /// A tag that is read without `hasTag` before it.
        public static let unguardedTag = Code(.unguardedTag)
        /// A tag of an entity type that has none.
        public static let unknownTag = Code(.unknownTag)
        /// `[]`, whose elements have no type.
        public static let emptySet = Code(.emptySet)
        /// An extension function's argument that is no literal, or one that the function refuses.
        public static let invalidArgument = Code(.invalidArgument)
        /// There is more to say of the policy than the validator keeps.
        public static let tooManyFindings = Code(.tooManyFindings)

        /// The code's name.
        public var description: String { self.base.rawValue }
    }

    /// What is wrong.
    public let code: Code

    /// Why, for a person.
    public let reason: String

    /// The policy.
    public let policy: PolicyID

    /// Where in the text of the policies.
    public let position: SourcePosition?

    /// The kind of request for which it is wrong, nil if it is for all.
    public let environment: Schema.Environment?
}

extension ValidationFinding {
    /// The kind of request, if it is wrong for one only.
    private var request: String {
        guard let environment = self.environment else { return "" }
        return " (when \(environment.principal) asks for \(environment.action) to \(environment.resource))"
    }

    /// The finding with its line of `text`, the policies' text, and a caret below the place, as compilers show it.
    ///
    /// `severity` is what to call it, `error` or `warning`; `file` the name of the file that the text is from.
    public func diagnostic(_ severity: String, of text: String, in file: String?) -> String {
        guard let position = self.position else { return "\(severity): \(self.description)" }
        // A text may be long and have many findings: only what is shown of it is looked at.
        let place = text.utf8.index(text.startIndex, offsetBy: position.offset, limitedBy: text.endIndex)
        let end = place ?? text.endIndex
        let start = text.utf8.index(end, offsetBy: -1024, limitedBy: text.startIndex) ?? text.startIndex
        let window = Array(text.utf8[start...].prefix(2048))
        var shown = position
        shown.offset = text.utf8.distance(from: start, to: end)
        var lexer = Lexer(Array(window[shown.offset...]))
        let length = (try? lexer.next())?.length ?? 1
        return SourceExcerpt(of: window, at: shown, length: length)
            .diagnostic("\(severity): \(self.policy): \(self.reason)\(self.request)", at: position, in: file)
    }
}

extension ValidationFinding: CustomStringConvertible {
    /// The policy, the place, the reason and the kind of request.
    public var description: String {
        let place = self.position.map { " at \($0)" } ?? ""
        return "\(self.code) in \(self.policy)\(place): \(self.reason)\(self.request)"
    }
}
