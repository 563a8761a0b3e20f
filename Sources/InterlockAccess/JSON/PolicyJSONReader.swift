internal import InterlockJSON

/// Reads policies and templates in Cedar's JSON policy format; PolicyJSONReader+Expression.swift their conditions.
final class PolicyJSONReader {
    let document: JSONDocument
    private let limits: ParsingLimits
    private let positions: PositionIndex
    private var depth = 0

    init(_ document: JSONDocument, _ limits: ParsingLimits) {
        self.document = document
        self.limits = limits
        self.positions = PositionIndex(document.source)
    }

    /// The policy or template that `node` is.
    func template(_ node: JSONNode, _ id: PolicyID) throws(AccessError) -> Template {
        let role = "a policy"
        let members = ["effect", "principal", "action", "resource", "conditions", "annotations"]
        try self.document.refuseMembers(of: node, except: members, role)
        let principal = try self.party(node, .principal)
        let resource = try self.party(node, .resource)
        let scope = Scope(
            principal: principal.widest,
            action: try self.action(try self.document.member("action", of: node, role)),
            resource: resource.widest
        )
        var conditions: [Policy.Condition] = []
        let clauses = try self.document.member("conditions", of: node, role)
        for clause in try self.document.array(clauses, "\"conditions\"") {
            conditions.append(try self.condition(clause))
        }
        let body = Policy(
            id: id,
            annotations: try node["annotations"].map { (annotations) throws(AccessError) in
                try self.annotations(annotations)
            } ?? [],
            effect: try self.effect(try self.document.member("effect", of: node, role)),
            scope: scope,
            conditions: conditions,
            position: self.positions.position(of: node.offset)
        )
        return Template(body: body, principal: principal.slot, resource: resource.slot)
    }

    private func effect(_ node: JSONNode) throws(AccessError) -> Policy.Effect {
        guard let effect = Policy.Effect(rawValue: try self.document.string(node, "\"effect\"")) else {
            throw self.document.error(.invalidValue, "an effect is \"permit\" or \"forbid\"", at: node)
        }
        return effect
    }

    private func condition(_ node: JSONNode) throws(AccessError) -> Policy.Condition {
        let role = "a condition"
        try self.document.refuseMembers(of: node, except: ["kind", "body"], role)
        let kind = try self.document.member("kind", of: node, role)
        let word = try self.document.string(kind, "\"kind\"")
        guard word == "when" || word == "unless" else {
            throw self.document.error(.invalidValue, "a condition is \"when\" or \"unless\"", at: kind)
        }
        let body = try self.document.member("body", of: node, role)
        return Policy.Condition(isWhen: word == "when", expression: try self.expression(body))
    }

    private func annotations(_ node: JSONNode) throws(AccessError) -> [Policy.Annotation] {
        var annotations: [Policy.Annotation] = []
        for member in try self.document.object(node, "\"annotations\"") {
            guard Lexer.isIdentifier(member.name) else {
                let reason = "\(StringEscapes.quoted(member.name)) is no annotation's name"
                throw self.document.error(.invalidValue, reason, at: member.value)
            }
            var value: String?
            if case .null = member.value.kind {
            } else {
                value = try self.document.string(member.value, "an annotation")
            }
            annotations.append(Policy.Annotation(name: member.name, value: value))
        }
        return annotations
    }

    // MARK: Scope

    private typealias Party = (widest: Scope.Constraint, slot: Template.SlotConstraint?)

    private func party(_ policy: JSONNode, _ slot: Template.Slot) throws(AccessError) -> Party {
        let role = "a policy"
        let node = try self.document.member(slot.name, of: policy, role)
        switch try self.operation(node) {
        case "All", "all":
            try self.document.refuseMembers(of: node, except: ["op"], "this constraint")
            return (.any, nil)
        case "==":
            return try self.reference(node, or: slot, beside: ["op"]).map { (.equal($0), nil) } ?? (
                .any, .equal
            )
        case "in":
            return try self.reference(node, or: slot, beside: ["op"]).map { (.isIn($0), nil) } ?? (
                .any, .isIn
            )
        case "is":
            return try self.typed(node, slot)
        default:
            throw self.document.error(.invalidValue, "the scope allows only All, ==, in and is", at: node)
        }
    }

    private func typed(_ node: JSONNode, _ slot: Template.Slot) throws(AccessError) -> Party {
        let role = "this constraint"
        try self.document.refuseMembers(of: node, except: ["op", "entity_type", "in"], role)
        let type = try self.typeName(try self.document.member("entity_type", of: node, role))
        guard let ancestor = node["in"] else { return (.isType(type), nil) }
        guard let uid = try self.reference(ancestor, or: slot, beside: []) else {
            return (.isType(type), .isTypeIn(type))
        }
        return (.isTypeIn(type, uid), nil)
    }

    private func action(_ node: JSONNode) throws(AccessError) -> Scope.ActionConstraint {
        let role = "this constraint"
        switch try self.operation(node) {
        case "All", "all":
            try self.document.refuseMembers(of: node, except: ["op"], role)
            return .any
        case "==":
            try self.document.refuseMembers(of: node, except: ["op", "entity"], role)
            return .equal(try self.actionUID(try self.document.member("entity", of: node, role)))
        case "in":
            try self.document.refuseMembers(of: node, except: ["op", "entity", "entities"], role)
            if let entity = node["entity"] { return .isIn([try self.actionUID(entity)]) }
            var uids: [EntityUID] = []
            let entities = try self.document.member("entities", of: node, role)
            for entity in try self.document.array(entities, "\"entities\"") {
                uids.append(try self.actionUID(entity))
            }
            return .isIn(uids)
        default:
            throw self.document.error(.invalidValue, "the action allows only All, == and in", at: node)
        }
    }

    private func operation(_ node: JSONNode) throws(AccessError) -> String {
        try self.document.string(try self.document.member("op", of: node, "a constraint"), "\"op\"")
    }

    private func actionUID(_ node: JSONNode) throws(AccessError) -> EntityUID {
        let uid = try self.document.entityUID(node)
        guard uid.isAction else {
            throw self.document.error(
                .invalidScope,
                "expected an entity of type `Action`, found \(uid)",
                at: node
            )
        }
        return uid
    }

    /// The entity of `node`, nil if it names `slot`.
    private func reference(
        _ node: JSONNode,
        or slot: Template.Slot,
        beside others: [String]
    ) throws(AccessError) -> EntityUID? {
        let role = "this constraint"
        try self.document.refuseMembers(of: node, except: others + ["entity", "slot"], role)
        guard let found = node["slot"], node["entity"] == nil else {
            return try self.document.entityUID(try self.document.member("entity", of: node, role))
        }
        guard try self.document.string(found, "\"slot\"") == slot.rawValue else {
            throw self.document.error(.invalidScope, "the slot here is \(slot.rawValue)", at: found)
        }
        return nil
    }

    // MARK: Nodes

    func typeName(_ node: JSONNode) throws(AccessError) -> String {
        let name = try self.document.string(node, "an entity type")
        guard EntityUID.isTypeName(name) else {
            throw self.document.error(.invalidValue, "\"\(name)\" is no entity type's name", at: node)
        }
        return name
    }

    /// Goes one level of expressions deeper; `leave()` comes back.
    func enter(_ node: JSONNode) throws(AccessError) {
        guard self.depth < self.limits.maximumDepth else {
            let reason = "nested more than \(self.limits.maximumDepth) levels deep"
            throw self.document.error(.limitExceeded, reason, at: node)
        }
        self.depth += 1
    }

    func leave() { self.depth -= 1 }

    /// Makes a node, within the budget.
    func node(_ kind: Expression.Kind, at node: JSONNode) throws(AccessError) -> Expression {
        let expression = Expression(kind, at: self.positions.position(of: node.offset))
        if let reason = self.limits.reasonToRefuse(expression) {
            throw self.document.error(.limitExceeded, reason, at: node)
        }
        return expression
    }
}
