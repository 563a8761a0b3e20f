/// Works out the types of a policy's expressions for one kind of request.
///
/// An expression that is certain to be true or false has a type of its own, so that what cannot be reached is not
/// looked at: `principal is User && principal.name == "a"` is valid whatever else principals are.
struct TypeChecker {
    /// A fault and its place.
    struct Issue {
        let code: ValidationFinding.Code
        let reason: String
        let position: SourcePosition
    }

    /// An expression's type, nil if a fault was found in it, and what its being true shows.
    struct Answer {
        var type: CedarType?
        var capabilities: Capabilities = []
    }

    let schema: Schema
    let environment: Schema.Environment
    let context: RecordType
    private(set) var issues: [Issue] = []

    init(schema: Schema, environment: Schema.Environment, context: RecordType) {
        self.schema = schema
        self.environment = environment
        self.context = context
    }

    mutating func report(_ code: ValidationFinding.Code, _ reason: String, at expression: Expression) {
        self.issues.append(Issue(code: code, reason: reason, position: expression.position))
    }

    // MARK: Policies

    /// The type of `policy` as a whole: false if it never applies.
    mutating func type(of policy: Policy) -> CedarType? {
        guard self.mayMeet(policy.scope) else { return .boolean(false) }
        var answer = Answer(type: .boolean(true))
        for condition in policy.conditions {
            if answer.type == .boolean(false) { break }
            var next = self.expect(.anyBoolean, condition.expression, answer.capabilities)
            if !condition.isWhen { next = Answer(type: Self.negated(next.type)) }
            answer = Self.conjunction(answer, next)
        }
        return answer.type
    }

    private func mayMeet(_ scope: Scope) -> Bool {
        guard self.schema.mayMeet(scope.principal, self.environment.principal),
            self.schema.mayMeet(scope.resource, self.environment.resource)
        else { return false }
        switch scope.action {
        case .any: return true
        case .equal(let uid): return uid == self.environment.action
        case .isIn(let uids): return self.schema.isAction(self.environment.action, inAny: uids) ?? true
        }
    }

    // MARK: Logic

    static func negated(_ type: CedarType?) -> CedarType? {
        guard case .boolean(let value?) = type else { return type }
        return .boolean(!value)
    }

    /// What `left && right` is; `right` was worked out with what `left` shows.
    static func conjunction(_ left: Answer, _ right: Answer) -> Answer {
        if right.type == .boolean(false) { return right.without }
        let capabilities = left.capabilities.union(right.capabilities)
        guard let leftType = left.type, let rightType = right.type else {
            return Answer(type: nil, capabilities: capabilities)
        }
        if rightType == .boolean(true) { return Answer(type: leftType, capabilities: capabilities) }
        if leftType == .boolean(true) { return Answer(type: rightType, capabilities: capabilities) }
        return Answer(type: .anyBoolean, capabilities: capabilities)
    }

    /// What `left || right` is.
    static func disjunction(_ left: Answer, _ right: Answer) -> Answer {
        if right.type == .boolean(true) { return right }
        if right.type == .boolean(false) { return left }
        if left.type == .boolean(false) { return right }
        let isKnown = left.type != nil && right.type != nil
        return Answer(
            type: isKnown ? .anyBoolean : nil,
            capabilities: left.capabilities.intersection(right.capabilities)
        )
    }

    // MARK: Expectations

    /// The answer of `expression`, reported and without a type unless `isExpected` accepts it.
    mutating func expect(
        _ expected: String,
        _ expression: Expression,
        _ prior: Capabilities,
        _ isExpected: (CedarType) -> Bool
    ) -> Answer {
        var answer = self.type(of: expression, prior)
        guard let type = answer.type, !isExpected(type) else { return answer }
        self.report(.unexpectedType, "expected \(expected), found \(type)", at: expression)
        answer.type = nil
        return answer
    }

    mutating func expect(
        _ expected: CedarType,
        _ expression: Expression,
        _ prior: Capabilities
    ) -> Answer {
        self.expect(expected.description, expression, prior) { $0.isAccepted(as: expected) }
    }
}

extension TypeChecker.Answer {
    /// The type alone.
    var without: TypeChecker.Answer { TypeChecker.Answer(type: self.type) }
}
