/// Writes a schema in the JSON syntax.
struct SchemaJSON {
    /// The JSON text of `fragment`.
    static func text(of fragment: SchemaFragment) -> String {
        Self.object(fragment.namespaces.map { ($0.name, Self.namespace($0)) })
    }

    private static func object(_ members: [(String, String)]) -> String {
        "{\(members.map { "\(Self.string($0.0)): \($0.1)" }.joined(separator: ", "))}"
    }

    private static func array(_ elements: [String]) -> String {
        "[\(elements.joined(separator: ", "))]"
    }

    /// `text` as a JSON string (RFC 8259 section 7).
    static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func annotations(_ annotations: [Policy.Annotation]) -> [(String, String)] {
        if annotations.isEmpty { return [] }
        return [("annotations", Self.object(annotations.map { ($0.name, Self.string($0.value)) }))]
    }

    private static func namespace(_ namespace: SchemaFragment.Namespace) -> String {
        Self.object(
            [
                (
                    "commonTypes",
                    Self.object(
                        namespace.commonTypes.map {
                            ($0.name, Self.object(Self.type($0.type) + Self.annotations($0.annotations)))
                        }
                    )
                ),
                ("entityTypes", Self.object(namespace.entityTypes.map { ($0.name, Self.entityType($0)) })),
                ("actions", Self.object(namespace.actions.map { ($0.name, Self.action($0)) })),
            ] + Self.annotations(namespace.annotations)
        )
    }

    private static func entityType(_ entity: SchemaFragment.EntityType) -> String {
        var members = Self.annotations(entity.annotations)
        if let ids = entity.enumeration {
            members.append(("enum", Self.array(ids.map { Self.string($0) })))
        } else {
            members.append(("memberOfTypes", Self.names(entity.parents)))
            members.append(("shape", Self.object(Self.type(entity.shape))))
            if let tags = entity.tags { members.append(("tags", Self.object(Self.type(tags)))) }
        }
        return Self.object(members)
    }

    private static func action(_ action: SchemaFragment.Action) -> String {
        var members = Self.annotations(action.annotations)
        if !action.parents.isEmpty {
            let parents = action.parents.map { parent in
                Self.object(
                    (parent.type.map { [("type", Self.string($0))] } ?? []) + [("id", Self.string(parent.id))]
                )
            }
            members.append(("memberOf", Self.array(parents)))
        }
        if let appliesTo = action.appliesTo {
            let parts = [
                ("principalTypes", Self.names(appliesTo.principals)),
                ("resourceTypes", Self.names(appliesTo.resources)),
                ("context", Self.object(Self.type(appliesTo.context))),
            ]
            members.append(("appliesTo", Self.object(parts)))
        }
        return Self.object(members)
    }

    private static func names(_ names: [SchemaType.Name]) -> String {
        Self.array(names.map { Self.string($0.text) })
    }

    private static func type(_ type: SchemaType) -> [(String, String)] {
        switch type {
        case .named(let name):
            return Self.named(name)
        case .set(let element):
            return [("type", "\"Set\""), ("element", Self.object(Self.type(element)))]
        case .record(let attributes):
            let fields = attributes.map { attribute in
                let required = attribute.isRequired ? [] : [("required", "false")]
                let members = Self.type(attribute.type) + required + Self.annotations(attribute.annotations)
                return (attribute.name, Self.object(members))
            }
            return [("type", "\"Record\""), ("attributes", Self.object(fields))]
        }
    }

    private static func named(_ name: SchemaType.Name) -> [(String, String)] {
        let text = Self.string(name.text)
        switch name.role {
        case .any: return [("type", "\"EntityOrCommon\""), ("name", text)]
        case .entity: return [("type", "\"Entity\""), ("name", text)]
        case .common: return [("type", text)]
        case .builtIn:
            let base = String(name.text.dropFirst("__cedar::".count))
            if ["Bool", "Long", "String"].contains(base) { return [("type", Self.string(base))] }
            return [("type", "\"Extension\""), ("name", Self.string(base))]
        }
    }
}
