extension TypeChecker {
    private static let target = "an entity or a record"

    private static func hasAttributes(_ type: CedarType) -> Bool {
        switch type {
        case .entity, .anyEntity, .record, .never: true
        default: false
        }
    }

    private func attribute(_ name: String, of type: CedarType) -> RecordType.Attribute? {
        switch type {
        case .record(let record): record[name]
        case .entity(let type): self.schema.entityTypes[type]?.attributes[name]
        default: nil
        }
    }

    mutating func attribute(
        _ name: String,
        of operand: Expression,
        at expression: Expression,
        _ prior: Capabilities
    ) -> CedarType? {
        let answer = self.expect(Self.target, operand, prior, Self.hasAttributes)
        guard let type = answer.type else { return nil }
        guard let attribute = self.attribute(name, of: type) else {
            let reason = "\(type) has no attribute \(SchemaText.name(name))"
            self.report(.unknownAttribute, reason, at: expression)
            return nil
        }
        if !attribute.isRequired,
            !prior.contains(.attribute(of: ExpressionKey(operand), .string(attribute.name)))
        {
            let shown = SchemaText.name(name)
            let reason = "\(shown) of \(type) is optional; `has \(shown)` must come before"
            self.report(.unguardedAttribute, reason, at: expression)
            return nil
        }
        return attribute.type
    }

    /// `operand has a.b.c`, which is `operand has a && operand.a has b && operand.a.b has c`.
    mutating func has(_ operand: Expression, _ path: [String], _ prior: Capabilities) -> Answer {
        let first = self.expect(Self.target, operand, prior, Self.hasAttributes)
        guard var type = first.type else { return Answer(type: nil) }
        var key = ExpressionKey(operand)
        var answer = Answer(type: .boolean(true))
        for name in path {
            guard Self.hasAttributes(type) else {
                self.report(.unexpectedType, "expected \(Self.target), found \(type)", at: operand)
                return Answer(type: nil)
            }
            let capability = Capability.attribute(of: key, .string(name))
            let step = self.has(name, in: type, capability, prior.union(answer.capabilities))
            answer = Self.conjunction(answer, step)
            if answer.type == .boolean(false) { return answer }
            guard let attribute = self.attribute(name, of: type) else { return answer }
            type = attribute.type
            key = key.attribute(name)
        }
        return answer
    }

    private func has(
        _ name: String,
        in type: CedarType,
        _ capability: Capability,
        _ prior: Capabilities
    ) -> Answer {
        guard let attribute = self.attribute(name, of: type) else {
            return Answer(type: type == .never ? .anyBoolean : .boolean(false))
        }
        var isCertain = prior.contains(capability)
        // An entity need not exist, so only of a record is it certain that it has what is required.
        if case .record = type, attribute.isRequired { isCertain = true }
        return Answer(type: isCertain ? .boolean(true) : .anyBoolean, capabilities: [capability])
    }
}
