/// Writes a schema in the JSON syntax.
struct SchemaJSON {
    /// The JSON text of `fragment`.
    static func text(of fragment: SchemaFragment) -> String {
        JSONText.object(fragment.namespaces.map { ($0.name, Self.namespace($0)) })
    }

    private static func annotations(_ annotations: [Policy.Annotation]) -> [(String, String)] {
        if annotations.isEmpty { return [] }
        return [
            ("annotations", JSONText.object(annotations.map { ($0.name, JSONText.string($0.value ?? "")) }))
        ]
    }

    private static func namespace(_ namespace: SchemaFragment.Namespace) -> String {
        JSONText.object(
            [
                (
                    "commonTypes",
                    JSONText.object(
                        namespace.commonTypes.map {
                            ($0.name, JSONText.object(Self.type($0.type) + Self.annotations($0.annotations)))
                        }
                    )
                ),
                (
                    "entityTypes",
                    JSONText.object(namespace.entityTypes.map { ($0.name, Self.entityType($0)) })
                ),
                ("actions", JSONText.object(namespace.actions.map { ($0.name, Self.action($0)) })),
            ] + Self.annotations(namespace.annotations)
        )
    }

    private static func entityType(_ entity: SchemaFragment.EntityType) -> String {
        var members = Self.annotations(entity.annotations)
        if let ids = entity.enumeration {
            members.append(("enum", JSONText.array(ids.map { JSONText.string($0) })))
        } else {
            members.append(("memberOfTypes", Self.names(entity.parents)))
            members.append(("shape", JSONText.object(Self.type(entity.shape))))
            if let tags = entity.tags { members.append(("tags", JSONText.object(Self.type(tags)))) }
        }
        return JSONText.object(members)
    }

    private static func action(_ action: SchemaFragment.Action) -> String {
        var members = Self.annotations(action.annotations)
        if !action.parents.isEmpty {
            let parents = action.parents.map { parent in
                JSONText.object(
                    (parent.type.map { [("type", JSONText.string($0))] } ?? []) + [
                        ("id", JSONText.string(parent.id))
                    ]
                )
            }
            members.append(("memberOf", JSONText.array(parents)))
        }
        if let appliesTo = action.appliesTo {
            let parts = [
                ("principalTypes", Self.names(appliesTo.principals)),
                ("resourceTypes", Self.names(appliesTo.resources)),
                ("context", JSONText.object(Self.type(appliesTo.context))),
            ]
            members.append(("appliesTo", JSONText.object(parts)))
        }
        return JSONText.object(members)
    }

    private static func names(_ names: [SchemaType.Name]) -> String {
        JSONText.array(names.map { JSONText.string($0.text) })
    }

    private static func type(_ type: SchemaType) -> [(String, String)] {
        switch type {
        case .named(let name):
            return Self.named(name)
        case .set(let element):
            return [("type", "\"Set\""), ("element", JSONText.object(Self.type(element)))]
        case .record(let attributes):
            let fields = attributes.map { attribute in
                let required = attribute.isRequired ? [] : [("required", "false")]
                let members = Self.type(attribute.type) + required + Self.annotations(attribute.annotations)
                return (attribute.name, JSONText.object(members))
            }
            return [("type", "\"Record\""), ("attributes", JSONText.object(fields))]
        }
    }

    private static func named(_ name: SchemaType.Name) -> [(String, String)] {
        let text = JSONText.string(name.text)
        switch name.role {
        case .any: return [("type", "\"EntityOrCommon\""), ("name", text)]
        case .entity: return [("type", "\"Entity\""), ("name", text)]
        case .common: return [("type", text)]
        case .builtIn:
            let base = String(name.text.dropFirst("__cedar::".count))
            if ["Bool", "Long", "String"].contains(base) { return [("type", JSONText.string(base))] }
            return [("type", "\"Extension\""), ("name", JSONText.string(base))]
        }
    }
}
