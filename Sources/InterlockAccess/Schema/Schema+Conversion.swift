extension Schema {
    /// The schema in the human-readable syntax.
    ///
    /// Reading it gives this schema again, unless a JSON schema names an entity type and a common type alike.
    public var text: String { SchemaText.text(of: self.fragment) }

    /// The schema in the JSON syntax.
    public var json: String { SchemaJSON.text(of: self.fragment) }
}
