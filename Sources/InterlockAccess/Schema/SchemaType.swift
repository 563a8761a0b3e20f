/// A type as a schema writes it.
indirect enum SchemaType: Sendable {
    /// A type by its name.
    case named(Name)
    /// `Set<…>`
    case set(SchemaType)
    /// `{name: …}`
    case record([Attribute])

    /// A name and what it may refer to.
    struct Name: Sendable {
        /// What the syntax lets a name be.
        enum Role: Sendable {
            /// A common type, an entity type or a built-in one, whichever is found first.
            case any
            case common
            case entity
            case builtIn
        }

        let text: String
        let offset: Int
        var role = Role.any
    }

    /// An attribute of a record.
    struct Attribute: Sendable {
        let name: String
        let isRequired: Bool
        let type: SchemaType
        var annotations: [Policy.Annotation] = []
    }
}
