extension Parser {
    /// What identifiers joined by `::` turn out to be.
    enum Path {
        /// `A::B::"id"`
        case entity(EntityUID)
        /// `A::B`
        case name(String)
    }

    /// A type name, function name or entity.
    mutating func path() throws(AccessError) -> Path {
        var name = try self.name("the name of an entity type")
        while try self.accept(.path) {
            if self.current.kind == .string {
                return .entity(EntityUID(type: name, id: try self.string("the entity's id in quotes")))
            }
            if self.isAt(.leftBrace) {
                throw self.error(.unsupported, "an entity is written `\(name)::\"id\"`")
            }
            name += "::"
            name += try self.name("a part of a name")
        }
        return .name(name)
    }

    /// The type after `is`.
    mutating func typeName() throws(AccessError) -> String {
        let token = self.current
        guard case .name(let name) = try self.path() else {
            throw self.error(.unexpectedToken, "expected an entity type, found an entity", at: token)
        }
        return name
    }
}

extension EntityUID {
    /// Reads Cedar text such as `Market::User::"alice"`.
    ///
    /// - Throws: as ``PolicySet/init(parsing:limits:)`` for text that is not one entity name.
    public init(parsing text: String, limits: ParsingLimits = .standard) throws(AccessError) {
        var parser = try Parser(text, limits: limits)
        guard case .entity(let uid) = try parser.path() else {
            throw parser.unexpected("`::` and an id in quotes")
        }
        guard parser.current.kind == .end else { throw parser.unexpected("the end of the text") }
        self = uid
    }
}
