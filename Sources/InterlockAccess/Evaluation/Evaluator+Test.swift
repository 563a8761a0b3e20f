/// Expressions whose value is true or false.
extension Evaluator {
    /// The value of an expression that must be boolean.
    func test(_ expression: Expression) throws(EvaluationError) -> Bool {
        switch expression.kind {
        case .literal(.boolean(let value)):
            return value
        case .and(let operands):
            for operand in operands where try !self.test(operand) { return false }
            return true
        case .or(let operands):
            for operand in operands where try self.test(operand) { return true }
            return false
        case .not(let operand):
            return try !self.test(operand)
        case .binary(let operation, let left, let right) where operation.isRelation:
            return try self.relation(operation, left, right)
        case .has(let target, let path):
            return try self.has(path, target)
        case .like(let target, let pattern):
            return pattern.matches(try self.string(target))
        case .isType(let target, let type, let ancestor):
            return try self.isType(target, type, ancestor)
        case .conditional(let condition, let then, let otherwise):
            return try self.test(condition) ? try self.test(then) : try self.test(otherwise)
        case .call(let method, let target, let arguments) where method != .getTag:
            return try self.call(method, target, arguments)
        default:
            let value = try self.value(of: expression)
            guard case .boolean(let boolean) = value else { throw self.mismatch("bool", value, expression) }
            return boolean
        }
    }

    private func relation(
        _ operation: Expression.BinaryOperator,
        _ left: Expression,
        _ right: Expression
    ) throws(EvaluationError) -> Bool {
        switch operation {
        case .equal: return try self.value(of: left) == self.value(of: right)
        case .notEqual: return try self.value(of: left) != self.value(of: right)
        case .isIn: return try self.isIn(try self.entity(left), right)
        default: break
        }
        let operands = try self.ordered(left, right)
        switch operation {
        case .less: return operands.left < operands.right
        case .lessOrEqual: return operands.left <= operands.right
        case .greater: return operands.left > operands.right
        default: return operands.left >= operands.right
        }
    }

    /// Numbers that compare as the values of `left` and `right`, both integers, moments or durations.
    private func ordered(
        _ left: Expression,
        _ right: Expression
    ) throws(EvaluationError) -> (left: Int64, right: Int64) {
        let values = (try self.value(of: left), try self.value(of: right))
        switch values {
        case (.integer(let left), .integer(let right)):
            return (left, right)
        case (.datetime(let left), .datetime(let right)):
            return (left.milliseconds, right.milliseconds)
        case (.duration(let left), .duration(let right)):
            return (left.milliseconds, right.milliseconds)
        case (.integer, let other), (.datetime, let other), (.duration, let other):
            throw self.mismatch(values.0.typeName, other, right)
        default:
            throw self.mismatch("long, datetime or duration", values.0, left)
        }
    }

    /// `uid in right`, where `right` is an entity or a set of entities.
    private func isIn(_ uid: EntityUID, _ right: Expression) throws(EvaluationError) -> Bool {
        let value = try self.value(of: right)
        switch value {
        case .entity(let ancestor):
            return self.entities.isEntity(uid, in: ancestor)
        case .set(let elements):
            for element in elements {
                if case .entity = element { continue }
                throw self.mismatch("set of entities", element, right)
            }
            return self.entities.isEntity(uid) { elements.contains(.entity($0)) }
        default:
            throw self.mismatch("entity or set of entities", value, right)
        }
    }

    private func isType(
        _ target: Expression,
        _ type: String,
        _ ancestor: Expression?
    ) throws(EvaluationError) -> Bool {
        let uid = try self.entity(target)
        guard uid.isOf(type: type) else { return false }
        guard let ancestor else { return true }
        return try self.isIn(uid, ancestor)
    }

    /// `has a.b.c` is `has a && .a has b && .a.b has c`; an entity that does not exist has nothing.
    private func has(_ path: [String], _ target: Expression) throws(EvaluationError) -> Bool {
        var holder = try self.attributes(of: target)
        for (index, name) in path.enumerated() {
            guard let value = holder?[name] else { return false }
            if index == path.count - 1 { break }
            switch value {
            case .record(let record): holder = record
            case .entity(let uid): holder = self.entities.attributes(of: uid)
            default: throw self.mismatch("entity or record", value, target)
            }
        }
        return true
    }

    private func call(
        _ method: Method,
        _ target: Expression,
        _ arguments: [Expression]
    ) throws(EvaluationError) -> Bool {
        switch method {
        case .contains:
            let set = try self.set(target)
            return set.contains(try self.value(of: arguments[0]))
        case .containsAll:
            let set = try self.set(target)
            return set.isSuperset(of: try self.set(arguments[0]))
        case .containsAny:
            let set = try self.set(target)
            return !set.isDisjoint(with: try self.set(arguments[0]))
        case .isEmpty:
            return try self.set(target).isEmpty
        case .hasTag, .getTag:
            let uid = try self.entity(target)
            let name = try self.string(arguments[0])
            return self.entities[uid]?.tags.has(name) ?? false
        }
    }
}

extension Expression.BinaryOperator {
    /// Whether the result is boolean.
    fileprivate var isRelation: Bool {
        switch self {
        case .add, .subtract, .multiply: false
        default: true
        }
    }
}
