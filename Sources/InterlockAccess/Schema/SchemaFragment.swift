/// A schema as written: declarations whose names are not resolved yet.
///
/// Both syntaxes are read into this and written from it. Places are offsets into ``source``, which become line
/// and column only when an error is made.
struct SchemaFragment: Sendable {
    /// `@name("value")` before a declaration, as policies have it.
    typealias Annotation = Policy.Annotation

    /// The text, for errors to point into.
    let source: [UInt8]

    /// The namespaces, each name once.
    var namespaces: [Namespace] = []

    /// Declarations under one prefix; an empty name for those outside any namespace.
    struct Namespace: Sendable {
        var name: String
        var offset: Int
        var annotations: [Annotation] = []
        var commonTypes: [CommonType] = []
        var entityTypes: [EntityType] = []
        var actions: [Action] = []
    }

    /// A common type: `type name = …`.
    struct CommonType: Sendable {
        let name: String
        let offset: Int
        var annotations: [Annotation] = []
        let type: SchemaType
    }

    /// An entity type: `entity name …`.
    struct EntityType: Sendable {
        let name: String
        let offset: Int
        var annotations: [Annotation] = []
        var parents: [SchemaType.Name] = []
        var shape = SchemaType.record([])
        var tags: SchemaType?
        var enumeration: [String]?
    }

    /// An action: `action name …`.
    struct Action: Sendable {
        let name: String
        let offset: Int
        var annotations: [Annotation] = []
        var parents: [ActionReference] = []
        var appliesTo: AppliesTo?
    }

    /// An action that another is in; without a type, one of the same namespace.
    struct ActionReference: Sendable {
        let type: String?
        let id: String
        let offset: Int
    }

    /// What an action may be asked with.
    struct AppliesTo: Sendable {
        var principals: [SchemaType.Name] = []
        var resources: [SchemaType.Name] = []
        var context = SchemaType.record([])
    }

    /// An error at a byte of the text.
    func error(_ code: AccessError.Code, _ reason: String, at offset: Int) -> AccessError {
        JSONDocument.error(code, reason, at: offset, in: self.source)
    }
}
