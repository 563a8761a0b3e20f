internal import InterlockJSON

/// What kinds of entities, actions and attributes there are: a Cedar schema, names resolved.
///
/// Policies are checked against it by ``Validator``, entities and requests by ``conform(_:)-(EntityStore)``.
public struct Schema: Sendable {
    /// The declarations as they were read.
    let fragment: SchemaFragment

    /// Entity types by their full names.
    let entityTypes: [String: EntityType]

    /// Actions by their names.
    let actions: [EntityUID: Action]

    /// What is known of the entities of a type.
    struct EntityType: Sendable {
        let name: String
        var attributes = RecordType([])
        /// The type of the tags' values, nil if there are no tags.
        var tags: CedarType?
        /// The only ids there may be, nil for any.
        var enumeration: Set<CedarValue>?
        /// The types of entities that these may be in, at any remove.
        var ancestors: Set<String> = []
        /// The types of entities that may be in these, at any remove.
        var descendants: Set<String> = []
    }

    /// An action and what it may be asked with.
    struct Action: Sendable {
        let uid: EntityUID
        /// The actions that it is in, at any remove.
        var ancestors: Set<EntityUID> = []
        /// The actions in it, at any remove.
        var descendants: Set<EntityUID> = []
        var principals: [String] = []
        var resources: [String] = []
        var context = RecordType([])
    }

    init(_ fragment: SchemaFragment) throws(AccessError) {
        var resolver = SchemaResolver(fragment)
        self.fragment = fragment
        self.entityTypes = try resolver.entityTypes()
        self.actions = try resolver.actions()
        try self.checkEnvironmentCount()
    }

    /// Reads the human-readable syntax.
    ///
    /// - Throws: the first fault with its place: as for policy text; `undeclaredType`, `undeclaredAction`,
    ///   `duplicateName`, `typeCycle`, `hierarchyCycle`; `limitExceeded` beyond `limits`.
    public init(parsing text: String, limits: ParsingLimits = .standard) throws(AccessError) {
        var parser = try Parser(text, limits: limits)
        try self.init(try parser.schema(Array(text.utf8)))
    }

    /// Reads the JSON syntax.
    ///
    /// - Throws: as ``init(parsing:limits:)``, and `invalidJSON`.
    public init(parsingJSON text: String, limits: ParsingLimits = .standard) throws(AccessError) {
        var reader = SchemaJSONReader(document: try JSONDocument(text, limits: limits))
        try self.init(try reader.fragment(Array(text.utf8)))
    }

    /// The names of the entity types, sorted.
    public var entityTypeNames: [String] { self.entityTypes.keys.sorted() }

    /// The actions' names, sorted.
    public var actionNames: [EntityUID] {
        self.actions.keys.sorted { $0.description.precedesExactly($1.description) }
    }

    /// Whether `type` is the type of actions.
    static func isActionType(_ type: String) -> Bool {
        type == "Action" || type.hasSuffix("::Action")
    }
}
