extension SchemaResolver {
    /// How long a chain of types may be, records in records and definitions by definitions.
    private static let maximumDepth = 64

    /// The largest type, written out without common types: common types of common types grow exponentially.
    private static let maximumSize = 1 << 16

    /// Resolves all common types, so that also unused ones are checked.
    mutating func checkCommonTypes() throws(AccessError) {
        for namespace in self.fragment.namespaces {
            for declaration in namespace.commonTypes {
                let name = Self.qualified(declaration.name, in: namespace.name)
                guard let common = self.commonTypes[name] else { continue }
                _ = try self.commonType(name, common, at: declaration.offset)
            }
        }
    }

    /// The type that `type` stands for; `offset` is the place of its declaration.
    mutating func type(
        _ type: SchemaType,
        in namespace: String,
        at offset: Int
    ) throws(AccessError) -> Sized {
        self.depth += 1
        defer { self.depth -= 1 }
        guard self.depth <= Self.maximumDepth else {
            let reason = "types nest more than \(Self.maximumDepth) levels deep"
            throw self.fragment.error(.limitExceeded, reason, at: offset)
        }
        switch type {
        case .named(let name):
            return try self.named(name, in: namespace)
        case .set(let element):
            let element = try self.type(element, in: namespace, at: offset)
            return try self.sized(.set(element.type), element.size + 1, at: offset)
        case .record(let attributes):
            return try self.record(attributes, in: namespace, at: offset)
        }
    }

    private mutating func record(
        _ attributes: [SchemaType.Attribute],
        in namespace: String,
        at offset: Int
    ) throws(AccessError) -> Sized {
        var size = 1
        var resolved: [RecordType.Attribute] = []
        for attribute in attributes {
            let type = try self.type(attribute.type, in: namespace, at: offset)
            size += type.size
            resolved.append(
                RecordType.Attribute(
                    name: attribute.name,
                    type: type.type,
                    isRequired: attribute.isRequired
                )
            )
        }
        return try self.sized(.record(RecordType(resolved)), size, at: offset)
    }

    private func sized(_ type: CedarType, _ size: Int, at offset: Int) throws(AccessError) -> Sized {
        guard size <= Self.maximumSize else {
            let reason = "a type has more than \(Self.maximumSize) parts"
            throw self.fragment.error(.limitExceeded, reason, at: offset)
        }
        return Sized(type: type, size: size)
    }

    /// The record that `type` stands for.
    mutating func recordType(
        _ type: SchemaType,
        in namespace: String,
        at offset: Int,
        _ role: String
    ) throws(AccessError) -> RecordType {
        let resolved = try self.type(type, in: namespace, at: offset)
        guard case .record(let record) = resolved.type else {
            throw self.fragment.error(.invalidValue, "\(role) must be a record", at: offset)
        }
        return record
    }
}
