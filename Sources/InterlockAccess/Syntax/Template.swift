/// A policy in whose scope slots stand for entities: ``linked(as:_:)`` makes policies of it.
public struct Template: Sendable {
    /// What stands for an entity.
    public enum Slot: String, Hashable, Sendable, CaseIterable {
        /// The entity that the principal is compared with.
        case principal = "?principal"
        /// The entity that the resource is compared with.
        case resource = "?resource"

        /// The name without the question mark.
        var name: String { String(self.rawValue.dropFirst()) }
    }

    /// How a slot constrains the principal or resource.
    public enum SlotConstraint: Hashable, Sendable {
        /// `== ?slot`
        case equal
        /// `in ?slot`
        case isIn
        /// `is T in ?slot`
        case isTypeIn(String)

        /// The constraint once `uid` is in the slot.
        func filled(with uid: EntityUID) -> Scope.Constraint {
            switch self {
            case .equal: .equal(uid)
            case .isIn: .isIn(uid)
            case .isTypeIn(let type): .isTypeIn(type, uid)
            }
        }
    }

    /// What the policies made of it have in common; where a slot stands, the scope is as wide as the slot allows.
    var body: Policy

    /// The slot's constraint on the principal, nil if there is no slot.
    public let principal: SlotConstraint?

    /// The slot's constraint on the resource, nil if there is no slot.
    public let resource: SlotConstraint?

    /// The template's name within its set.
    public var id: PolicyID { self.body.id }

    /// The slots that stand in it.
    public var slots: [Slot] {
        [self.principal.map { _ in .principal }, self.resource.map { _ in .resource }].compactMap(\.self)
    }

    /// The policy called `id` with `values` in the slots.
    ///
    /// - Throws: `slotMismatch` unless `values` has an entity for each slot, and no further ones.
    public func linked(as id: PolicyID, _ values: [Slot: EntityUID]) throws(AccessError) -> Policy {
        let slots = self.slots
        guard Set(slots) == Set(values.keys) else {
            let wanted = slots.map(\.rawValue).joined(separator: ", ")
            throw AccessError(.slotMismatch, "the slots of \(self.id) are: \(wanted)")
        }
        var policy = self.body
        policy.id = id
        if let constraint = self.principal, let uid = values[.principal] {
            policy.scope.principal = constraint.filled(with: uid)
        }
        if let constraint = self.resource, let uid = values[.resource] {
            policy.scope.resource = constraint.filled(with: uid)
        }
        return policy
    }
}

/// Which template a policy was made of, and with what.
public struct TemplateLink: Hashable, Sendable {
    /// The template.
    public let template: PolicyID

    /// The entities in its slots.
    public let values: [Template.Slot: EntityUID]
}
