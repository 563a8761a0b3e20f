extension TypeChecker {
    mutating func binary(
        _ symbol: Expression.BinaryOperator,
        _ left: Expression,
        _ right: Expression,
        at expression: Expression,
        _ prior: Capabilities
    ) -> CedarType? {
        switch symbol {
        case .equal: return self.equality(left, right, at: expression, prior)
        case .notEqual: return Self.negated(self.equality(left, right, at: expression, prior))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            self.checkComparison(left, right, prior)
            return .anyBoolean
        case .isIn: return self.membership(left, right, prior)
        case .add, .subtract, .multiply:
            _ = self.expect(.integer, left, prior)
            _ = self.expect(.integer, right, prior)
            return .integer
        }
    }

    /// The value of a literal, or the action that is asked for.
    private func constant(_ expression: Expression) -> CedarValue? {
        switch expression.kind {
        case .literal(let value): value
        case .variable(.action): .entity(self.environment.action)
        default: nil
        }
    }

    private mutating func equality(
        _ left: Expression,
        _ right: Expression,
        at expression: Expression,
        _ prior: Capabilities
    ) -> CedarType? {
        let leftType = self.type(of: left, prior).type
        let rightType = self.type(of: right, prior).type
        if case .entity(let leftName) = leftType, case .entity(let rightName) = rightType,
            leftName != rightName
        {
            return .boolean(false)
        }
        if let leftValue = self.constant(left), let rightValue = self.constant(right) {
            return .boolean(leftValue == rightValue)
        }
        let isComparable = self.join(leftType, rightType, at: expression, "the sides of `==`") != nil
        return isComparable ? .anyBoolean : nil
    }

    private mutating func checkComparison(
        _ left: Expression,
        _ right: Expression,
        _ prior: Capabilities
    ) {
        let leftType = self.type(of: left, prior).type
        let rightType = self.type(of: right, prior).type
        guard let leftType, let rightType else { return }
        let expected = "Long, datetime or duration"
        if !leftType.isOrdered {
            self.report(.unexpectedType, "expected \(expected), found \(leftType)", at: left)
        } else if leftType != rightType {
            self.report(.unexpectedType, "expected \(leftType), found \(rightType)", at: right)
        }
    }

    // MARK: Hierarchy

    private mutating func membership(
        _ left: Expression,
        _ right: Expression,
        _ prior: Capabilities
    ) -> CedarType? {
        let leftType = self.expect(.anyEntity, left, prior).type
        let rightType = self.expect("an entity or a set of entities", right, prior) {
            $0.isAccepted(as: .anyEntity) || $0.isAccepted(as: .set(.anyEntity))
        }.type
        guard let leftType, let rightType else { return nil }
        return self.membership(left, leftType, right, rightType)
    }

    private func membership(
        _ left: Expression,
        _ leftType: CedarType,
        _ right: Expression,
        _ rightType: CedarType
    ) -> CedarType? {
        if case .entity(let uid) = self.constant(left), Schema.isActionType(uid.type),
            let others = self.entities(right)
        {
            return self.schema.isAction(uid, inAny: others).map { .boolean($0) }
        }
        guard case .entity(let descendant) = leftType else { return .anyBoolean }
        switch rightType {
        case .entity(let ancestor), .set(.entity(let ancestor)?):
            return self.schema.mayBeIn(descendant, ancestor) ? .anyBoolean : .boolean(false)
        default:
            return .anyBoolean
        }
    }

    /// The entities that a literal, `action` or a set of those spells.
    private func entities(_ expression: Expression) -> [EntityUID]? {
        let parts: [Expression] =
            if case .set(let elements) = expression.kind { elements } else { [expression] }
        let uids = parts.compactMap { (part) -> EntityUID? in
            guard case .entity(let uid) = self.constant(part) else { return nil }
            return uid
        }
        return uids.count == parts.count ? uids : nil
    }

    mutating func isType(
        _ operand: Expression,
        _ type: String,
        _ ancestor: Expression?,
        at expression: Expression,
        _ prior: Capabilities
    ) -> CedarType? {
        let operandType = self.expect(.anyEntity, operand, prior).type
        guard let operandType else { return nil }
        var result = CedarType.anyBoolean
        if case .entity(let name) = operandType { result = .boolean(name == type) }
        guard let ancestor, result != .boolean(false) else { return result }
        let rest = self.membership(operand, ancestor, prior)
        return Self.conjunction(Answer(type: result), Answer(type: rest)).type
    }
}
