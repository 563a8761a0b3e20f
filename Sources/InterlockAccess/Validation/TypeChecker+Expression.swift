extension TypeChecker {
    /// The type of `expression` where `prior` is known.
    mutating func type(of expression: Expression, _ prior: Capabilities) -> Answer {
        switch expression.kind {
        case .literal(let value): return Answer(type: self.literal(value))
        case .variable(let variable): return Answer(type: self.variable(variable))
        case .and(let operands): return self.and(operands, prior)
        case .or(let operands): return self.or(operands, prior)
        case .not(let operand):
            return Answer(type: Self.negated(self.expect(.anyBoolean, operand, prior).type))
        case .negate(let operand):
            _ = self.expect(.integer, operand, prior)
            return Answer(type: .integer)
        case .binary(let symbol, let left, let right):
            return Answer(type: self.binary(symbol, left, right, at: expression, prior))
        case .has(let operand, let path):
            return self.has(operand, path, prior)
        case .like(let operand, _):
            _ = self.expect(.string, operand, prior)
            return Answer(type: .anyBoolean)
        case .isType(let operand, let type, let ancestor):
            return Answer(type: self.isType(operand, type, ancestor, at: expression, prior))
        case .conditional(let test, let then, let otherwise):
            return self.conditional(test, then, otherwise, at: expression, prior)
        case .attribute(let operand, let name):
            return Answer(type: self.attribute(name, of: operand, at: expression, prior))
        case .call(let method, let target, let arguments):
            return self.call(method, target, arguments, at: expression, prior)
        case .extensionCall(let function, let arguments):
            return Answer(type: self.call(function, arguments, at: expression, prior))
        case .set(let elements):
            return Answer(type: self.set(elements, at: expression, prior))
        case .record(let fields):
            return Answer(type: self.record(fields, prior))
        }
    }

    // MARK: Leaves

    private func literal(_ value: CedarValue) -> CedarType? {
        switch value {
        case .boolean(let value): .boolean(value)
        case .integer: .integer
        case .string: .string
        // A name that the schema does not have is reported with the policy's names.
        case .entity(let uid): self.isKnown(uid) ? .entity(uid.type) : nil
        default: nil
        }
    }

    private func isKnown(_ uid: EntityUID) -> Bool {
        Schema.isActionType(uid.type)
            ? self.schema.actions[uid] != nil : self.schema.entityTypes[uid.type] != nil
    }

    private func variable(_ variable: Expression.Variable) -> CedarType {
        switch variable {
        case .principal: .entity(self.environment.principal)
        case .action: .entity(self.environment.action.type)
        case .resource: .entity(self.environment.resource)
        case .context: .record(self.context)
        }
    }

    // MARK: Logic

    private mutating func and(_ operands: [Expression], _ prior: Capabilities) -> Answer {
        var answer = Answer(type: .boolean(true))
        for operand in operands {
            let next = self.expect(.anyBoolean, operand, prior.union(answer.capabilities))
            answer = Self.conjunction(answer, next)
            if answer.type == .boolean(false) { return answer }
        }
        return answer
    }

    private mutating func or(_ operands: [Expression], _ prior: Capabilities) -> Answer {
        var answer = Answer(type: .boolean(false))
        for operand in operands {
            answer = Self.disjunction(answer, self.expect(.anyBoolean, operand, prior))
            if answer.type == .boolean(true) { return answer }
        }
        return answer
    }

    private mutating func conditional(
        _ test: Expression,
        _ then: Expression,
        _ otherwise: Expression,
        at expression: Expression,
        _ prior: Capabilities
    ) -> Answer {
        let guardAnswer = self.expect(.anyBoolean, test, prior)
        if guardAnswer.type == .boolean(false) { return self.type(of: otherwise, prior) }
        var answer = self.type(of: then, prior.union(guardAnswer.capabilities))
        answer.capabilities.formUnion(guardAnswer.capabilities)
        if guardAnswer.type == .boolean(true) { return answer }
        let other = self.type(of: otherwise, prior)
        return Answer(
            type: self.join(answer.type, other.type, at: expression, "the branches of `if`"),
            capabilities: answer.capabilities.intersection(other.capabilities)
        )
    }

    /// The least type of both, reported if there is none.
    mutating func join(
        _ left: CedarType?,
        _ right: CedarType?,
        at expression: Expression,
        _ role: String
    ) -> CedarType? {
        guard let left, let right else { return nil }
        if let joined = left.joined(with: right) { return joined }
        self.report(.incompatibleTypes, "\(role) have the types \(left) and \(right)", at: expression)
        return nil
    }

    // MARK: Sets and records

    private mutating func set(
        _ elements: [Expression],
        at expression: Expression,
        _ prior: Capabilities
    ) -> CedarType? {
        if elements.isEmpty {
            self.report(.emptySet, "the elements of an empty set have no type", at: expression)
            return nil
        }
        let types = elements.map { self.type(of: $0, prior).type }
        var joined: CedarType? = .never
        for type in types {
            joined = self.join(joined, type, at: expression, "the elements of a set")
            if joined == nil { return nil }
        }
        return joined.map { .set($0) }
    }

    private mutating func record(
        _ fields: [(name: String, value: Expression)],
        _ prior: Capabilities
    ) -> CedarType? {
        var attributes: [RecordType.Attribute] = []
        for field in fields {
            guard let type = self.type(of: field.value, prior).type else { continue }
            attributes.append(RecordType.Attribute(name: field.name, type: type, isRequired: true))
        }
        return attributes.count == fields.count ? .record(RecordType(attributes)) : nil
    }
}
