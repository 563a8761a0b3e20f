/// Writes policies in Cedar's JSON policy format.
enum PolicyJSON {
    /// A policy or template.
    static func text(_ template: Template) -> String {
        let policy = template.body
        var members = [
            ("effect", JSONText.string(policy.effect.rawValue)),
            ("principal", Self.constraint(policy.scope.principal, template.principal, .principal)),
            ("action", Self.constraint(policy.scope.action)),
            ("resource", Self.constraint(policy.scope.resource, template.resource, .resource)),
            ("conditions", JSONText.array(policy.conditions.map { Self.condition($0) })),
        ]
        if !policy.annotations.isEmpty {
            let annotations = policy.annotations.map { annotation in
                (annotation.name, annotation.value.map { JSONText.string($0) } ?? "null")
            }
            members.append(("annotations", JSONText.object(annotations)))
        }
        return JSONText.object(members)
    }

    static func link(_ link: TemplateLink, as id: PolicyID) -> String {
        let values = Template.Slot.allCases.compactMap { slot in
            link.values[slot].map { (slot.rawValue, JSONText.entity($0)) }
        }
        return JSONText.object([
            ("templateId", JSONText.string(link.template.rawValue)),
            ("newId", JSONText.string(id.rawValue)),
            ("values", JSONText.object(values)),
        ])
    }

    private static func condition(_ condition: Policy.Condition) -> String {
        JSONText.object([
            ("kind", condition.isWhen ? "\"when\"" : "\"unless\""),
            ("body", ExpressionJSON.text(condition.expression)),
        ])
    }

    // MARK: Scope

    private static func constraint(
        _ constraint: Scope.Constraint,
        _ slotConstraint: Template.SlotConstraint?,
        _ slot: Template.Slot
    ) -> String {
        let open = ("slot", JSONText.string(slot.rawValue))
        switch (slotConstraint, constraint) {
        case (.equal?, _): return Self.operation("==", [open])
        case (.isIn?, _): return Self.operation("in", [open])
        case (.isTypeIn(let type)?, _): return Self.type(type, [open])
        case (nil, .any): return Self.operation("All", [])
        case (nil, .equal(let uid)): return Self.operation("==", [("entity", JSONText.entity(uid))])
        case (nil, .isIn(let uid)): return Self.operation("in", [("entity", JSONText.entity(uid))])
        case (nil, .isType(let type)): return Self.type(type, [])
        case (nil, .isTypeIn(let type, let uid)): return Self.type(type, [("entity", JSONText.entity(uid))])
        }
    }

    private static func constraint(_ constraint: Scope.ActionConstraint) -> String {
        switch constraint {
        case .any: Self.operation("All", [])
        case .equal(let uid): Self.operation("==", [("entity", JSONText.entity(uid))])
        case .isIn(let uids) where uids.count == 1:
            Self.operation("in", [("entity", JSONText.entity(uids[0]))])
        case .isIn(let uids):
            Self.operation("in", [("entities", JSONText.array(uids.map(JSONText.entity)))])
        }
    }

    private static func operation(_ name: String, _ members: [(String, String)]) -> String {
        JSONText.object([("op", JSONText.string(name))] + members)
    }

    private static func type(_ type: String, _ ancestor: [(String, String)]) -> String {
        let within = ancestor.isEmpty ? [] : [("in", JSONText.object(ancestor))]
        return Self.operation("is", [("entity_type", JSONText.string(type))] + within)
    }
}
