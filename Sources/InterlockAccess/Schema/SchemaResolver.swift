/// Finds what the names of a schema refer to.
///
/// A name is looked for in its own namespace and then outside any, each time first among the common types and
/// then among the entity types; at last among the built-in types (Cedar RFC 24). A namespace may not declare what
/// is declared outside (RFC 70).
struct SchemaResolver {
    let fragment: SchemaFragment
    var commonTypes: [String: CommonType] = [:]
    private(set) var entityNames: Set<String> = []
    /// The types of the declared actions: attributes may be actions, principals may not.
    private var actionTypes: Set<String> = []
    private var resolved: [String: Sized] = [:]
    private var inProgress: Set<String> = []
    var depth = 0

    /// A type with the number of its nodes.
    struct Sized {
        let type: CedarType
        let size: Int
    }

    /// A definition and its namespace.
    struct CommonType {
        let declaration: SchemaFragment.CommonType
        let namespace: String
    }

    init(_ fragment: SchemaFragment) {
        self.fragment = fragment
    }

    /// The full name of `name` in `namespace`.
    static func qualified(_ name: String, in namespace: String) -> String {
        namespace.isEmpty ? name : "\(namespace)::\(name)"
    }

    // MARK: Declarations

    /// Collects the declared names.
    mutating func declare() throws(AccessError) {
        for namespace in self.fragment.namespaces {
            try self.checkNamespace(namespace)
            if !namespace.actions.isEmpty {
                self.actionTypes.insert(Self.qualified("Action", in: namespace.name))
            }
            for declaration in namespace.commonTypes {
                try self.declare(declaration, in: namespace.name)
            }
            for declaration in namespace.entityTypes {
                guard declaration.name != "Action" else {
                    let reason = "`Action` is the type of actions and cannot be declared"
                    throw self.fragment.error(.reservedIdentifier, reason, at: declaration.offset)
                }
                let name = Self.qualified(declaration.name, in: namespace.name)
                guard self.entityNames.insert(name).inserted else {
                    throw self.duplicate("entity type", name, at: declaration.offset)
                }
            }
        }
        try self.refuseShadowing()
    }

    private func checkNamespace(_ namespace: SchemaFragment.Namespace) throws(AccessError) {
        guard !namespace.name.isEmpty else { return }
        guard !namespace.name.split(separator: ":").contains("__cedar") else {
            throw self.fragment.error(.reservedIdentifier, "`__cedar` is reserved", at: namespace.offset)
        }
    }

    private mutating func declare(
        _ declaration: SchemaFragment.CommonType,
        in namespace: String
    ) throws(AccessError) {
        let reserved = ["Bool", "Boolean", "Entity", "Extension", "Long", "Record", "Set", "String"]
        guard !reserved.contains(declaration.name) else {
            let reason = "`\(declaration.name)` is built in and cannot be declared as a type"
            throw self.fragment.error(.reservedIdentifier, reason, at: declaration.offset)
        }
        let name = Self.qualified(declaration.name, in: namespace)
        guard self.commonTypes[name] == nil else {
            throw self.duplicate("type", name, at: declaration.offset)
        }
        self.commonTypes[name] = CommonType(declaration: declaration, namespace: namespace)
    }

    private func refuseShadowing() throws(AccessError) {
        for namespace in self.fragment.namespaces where !namespace.name.isEmpty {
            let declarations =
                namespace.commonTypes.map { ($0.name, $0.offset) }
                + namespace.entityTypes.map { ($0.name, $0.offset) }
            for (name, offset) in declarations
            where self.commonTypes[name] != nil || self.entityNames.contains(name) {
                let reason = "\(namespace.name)::\(name) would hide the `\(name)` declared outside namespaces"
                throw self.fragment.error(.duplicateName, reason, at: offset)
            }
        }
    }

    func duplicate(_ kind: String, _ name: String, at offset: Int) -> AccessError {
        self.fragment.error(.duplicateName, "there is another \(kind) \(name)", at: offset)
    }

    // MARK: Names

    /// The names that `name` may stand for, in the order in which they are looked for.
    private func candidates(_ name: String, in namespace: String) -> [String] {
        name.contains("::") || namespace.isEmpty ? [name] : [Self.qualified(name, in: namespace), name]
    }

    /// The full name of the entity type that `name` stands for.
    func entityType(_ name: SchemaType.Name, in namespace: String) throws(AccessError) -> String {
        for candidate in self.candidates(name.text, in: namespace) where self.entityNames.contains(candidate)
        {
            return candidate
        }
        throw self.fragment.error(.undeclaredType, "there is no entity type \(name.text)", at: name.offset)
    }

    /// The type that `name` stands for.
    mutating func named(
        _ name: SchemaType.Name,
        in namespace: String
    ) throws(AccessError) -> Sized {
        if name.role != .builtIn {
            for candidate in self.candidates(name.text, in: namespace) {
                if name.role != .entity, let common = self.commonTypes[candidate] {
                    return try self.commonType(candidate, common, at: name.offset)
                }
                let isEntity = self.entityNames.contains(candidate) || self.actionTypes.contains(candidate)
                if name.role != .common, isEntity {
                    return Sized(type: .entity(candidate), size: 1)
                }
            }
        }
        let prefix = "__cedar::"
        let builtIn = name.text.hasPrefix(prefix) ? String(name.text.dropFirst(prefix.count)) : name.text
        if name.role != .entity, let type = CedarType(builtIn: builtIn) { return Sized(type: type, size: 1) }
        throw self.fragment.error(.undeclaredType, "there is no type \(name.text)", at: name.offset)
    }

    mutating func commonType(
        _ name: String,
        _ common: CommonType,
        at offset: Int
    ) throws(AccessError) -> Sized {
        if let resolved = self.resolved[name] { return resolved }
        guard self.inProgress.insert(name).inserted else {
            throw self.fragment.error(.typeCycle, "the type \(name) is defined by itself", at: offset)
        }
        defer { self.inProgress.remove(name) }
        let type = try self.type(common.declaration.type, in: common.namespace, at: offset)
        self.resolved[name] = type
        return type
    }
}
