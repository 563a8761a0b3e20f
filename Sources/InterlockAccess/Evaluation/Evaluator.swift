/// Gives expressions their values for one request.
///
/// Conditions are mostly tests, so booleans have a path of their own (``test(_:)``) that makes no ``CedarValue``.
///
/// A class, so that a decision hands it around as one reference.
final class Evaluator {
    let request: AuthorizationRequest
    let entities: EntityStore

    /// The attributes of principal and resource, which most conditions ask for; nil if they are not in the store.
    private let principal: CedarRecord?
    private let resource: CedarRecord?

    init(request: AuthorizationRequest, entities: EntityStore) {
        self.request = request
        self.entities = entities
        self.principal = entities.attributes(of: request.principal)
        self.resource = entities.attributes(of: request.resource)
    }

    /// Whether `policy` applies to the request.
    func isSatisfied(_ policy: Policy) throws(EvaluationError) -> Bool {
        guard self.matches(policy.scope) else { return false }
        for condition in policy.conditions {
            guard try self.test(condition.expression) == condition.isWhen else { return false }
        }
        return true
    }

    /// The value of an expression.
    func value(of expression: Expression) throws(EvaluationError) -> CedarValue {
        switch expression.kind {
        case .literal(let value):
            return value
        case .variable(let variable):
            return self.value(of: variable)
        case .attribute(let target, let name):
            return try self.attribute(name, of: target, at: expression)
        case .binary(.add, let left, let right):
            return try self.arithmetic(expression, left, right) { $0.addingReportingOverflow($1) }
        case .binary(.subtract, let left, let right):
            return try self.arithmetic(expression, left, right) { $0.subtractingReportingOverflow($1) }
        case .binary(.multiply, let left, let right):
            return try self.arithmetic(expression, left, right) { $0.multipliedReportingOverflow(by: $1) }
        case .negate(let operand):
            return try self.negated(operand, at: expression)
        case .conditional(let condition, let then, let otherwise):
            return try self.test(condition) ? try self.value(of: then) : try self.value(of: otherwise)
        case .call(.getTag, let target, let arguments):
            return try self.tag(of: target, named: arguments[0], at: expression)
        case .extensionCall(let function, let arguments):
            return try self.call(function, arguments, at: expression)
        case .set(let elements):
            return try self.set(elements)
        case .record(let fields):
            return try self.record(fields)
        default:
            return .boolean(try self.test(expression))
        }
    }

    private func value(of variable: Expression.Variable) -> CedarValue {
        switch variable {
        case .principal: .entity(self.request.principal)
        case .action: .entity(self.request.action)
        case .resource: .entity(self.request.resource)
        case .context: .record(self.request.context)
        }
    }

    // MARK: Typed operands

    func integer(_ expression: Expression) throws(EvaluationError) -> Int64 {
        let value = try self.value(of: expression)
        guard case .integer(let integer) = value else { throw self.mismatch("long", value, expression) }
        return integer
    }

    func string(_ expression: Expression) throws(EvaluationError) -> String {
        let value = try self.value(of: expression)
        guard case .string(let string) = value else { throw self.mismatch("string", value, expression) }
        return string
    }

    func entity(_ expression: Expression) throws(EvaluationError) -> EntityUID {
        let value = try self.value(of: expression)
        guard case .entity(let uid) = value else { throw self.mismatch("entity", value, expression) }
        return uid
    }

    func set(_ expression: Expression) throws(EvaluationError) -> Set<CedarValue> {
        let value = try self.value(of: expression)
        guard case .set(let set) = value else { throw self.mismatch("set", value, expression) }
        return set
    }

    func mismatch(_ expected: String, _ found: CedarValue, _ expression: Expression) -> EvaluationError {
        let reason = "expected \(expected), found \(found.typeName)"
        return EvaluationError(.typeMismatch, reason, at: expression.position)
    }

    // MARK: Values

    private func arithmetic(
        _ expression: Expression,
        _ left: Expression,
        _ right: Expression,
        _ operation: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
    ) throws(EvaluationError) -> CedarValue {
        let (result, overflow) = operation(try self.integer(left), try self.integer(right))
        guard !overflow else {
            throw EvaluationError(
                .integerOverflow,
                "the result needs more than 64 bits",
                at: expression.position
            )
        }
        return .integer(result)
    }

    private func negated(
        _ operand: Expression,
        at expression: Expression
    ) throws(EvaluationError) -> CedarValue {
        let value = try self.integer(operand)
        guard value != .min else {
            throw EvaluationError(
                .integerOverflow,
                "the result needs more than 64 bits",
                at: expression.position
            )
        }
        return .integer(-value)
    }

    private func call(
        _ function: ExtensionFunction,
        _ arguments: [Expression],
        at expression: Expression
    ) throws(EvaluationError) -> CedarValue {
        var values: [CedarValue] = []
        values.reserveCapacity(arguments.count)
        for argument in arguments { values.append(try self.value(of: argument)) }
        do {
            return try function.value(of: values)
        } catch {
            throw EvaluationError(error.code, error.reason, at: expression.position)
        }
    }

    private func set(_ elements: [Expression]) throws(EvaluationError) -> CedarValue {
        var set: Set<CedarValue> = []
        set.reserveCapacity(elements.count)
        for element in elements { set.insert(try self.value(of: element)) }
        return .set(set)
    }

    private func record(
        _ fields: [(name: String, value: Expression)]
    ) throws(EvaluationError) -> CedarValue {
        var values: [(String, CedarValue)] = []
        values.reserveCapacity(fields.count)
        for field in fields { values.append((field.name, try self.value(of: field.value))) }
        return .record(CedarRecord(distinct: values))
    }

    // MARK: Attributes and tags

    private func attribute(
        _ name: String,
        of target: Expression,
        at expression: Expression
    ) throws(EvaluationError) -> CedarValue {
        guard let attributes = try self.attributes(of: target) else {
            let uid = try self.entity(target)
            throw EvaluationError(.noSuchEntity, "there is no entity \(uid)", at: expression.position)
        }
        guard let found = attributes[name] else {
            throw EvaluationError(
                .noSuchAttribute,
                "there is no attribute `\(name)`",
                at: expression.position
            )
        }
        return found
    }

    private func tag(
        of target: Expression,
        named name: Expression,
        at expression: Expression
    ) throws(EvaluationError) -> CedarValue {
        let uid = try self.entity(target)
        let key = try self.string(name)
        guard let entity = self.entities[uid] else {
            throw EvaluationError(.noSuchEntity, "there is no entity \(uid)", at: expression.position)
        }
        guard let tag = entity.tags[key] else {
            throw EvaluationError(.noSuchTag, "\(uid) has no tag `\(key)`", at: expression.position)
        }
        return tag
    }

    /// The attributes of a record or an entity; nil if the entity is not in the store.
    func attributes(of target: Expression) throws(EvaluationError) -> CedarRecord? {
        switch target.kind {
        case .variable(.principal): return self.principal
        case .variable(.resource): return self.resource
        case .variable(.context): return self.request.context
        default: break
        }
        let value = try self.value(of: target)
        switch value {
        case .record(let record): return record
        case .entity(let uid): return self.entities.attributes(of: uid)
        default: throw self.mismatch("entity or record", value, target)
        }
    }
}
