extension Expression {
    /// The same expression with what is the same for every request worked out.
    ///
    /// What cannot be evaluated stays as it is, so that the error comes with the request that reaches it.
    func folded() -> Expression {
        let folded = Expression(self.kind.foldingChildren(), at: self.position)
        guard let value = folded.kind.constant(at: self.position) else { return folded }
        return Expression(.literal(value), at: self.position)
    }

    /// The value of a literal.
    fileprivate var literal: CedarValue? {
        guard case .literal(let value) = self.kind else { return nil }
        return value
    }
}

extension Expression.Kind {
    fileprivate func foldingChildren() -> Expression.Kind {
        switch self {
        case .literal, .variable: self
        case .and(let operands): .and(Self.reached(operands, before: false))
        case .or(let operands): .or(Self.reached(operands, before: true))
        case .not(let operand): .not(operand.folded())
        case .negate(let operand): .negate(operand.folded())
        case .binary(let symbol, let left, let right): .binary(symbol, left.folded(), right.folded())
        case .has(let operand, let path): .has(operand.folded(), path: path)
        case .like(let operand, let pattern): .like(operand.folded(), pattern)
        case .isType(let operand, let type, let ancestor):
            .isType(operand.folded(), type: type, ancestor: ancestor?.folded())
        case .conditional(let test, let then, let otherwise):
            .conditional(test.folded(), then: then.folded(), else: otherwise.folded())
        case .attribute(let operand, let name): .attribute(operand.folded(), name)
        case .call(let method, let target, let arguments):
            .call(method, target.folded(), arguments.map { $0.folded() })
        case .extensionCall(let function, let arguments):
            .extensionCall(function, arguments.map { $0.folded() })
        case .set(let elements): .set(elements.map { $0.folded() })
        case .record(let fields): .record(fields.map { ($0.name, $0.value.folded()) })
        }
    }

    /// The operands of a chain up to the first that is known to end it.
    private static func reached(_ operands: [Expression], before end: Bool) -> [Expression] {
        var reached: [Expression] = []
        for operand in operands {
            let folded = operand.folded()
            if folded.literal == .boolean(!end) { continue }
            reached.append(folded)
            if folded.literal == .boolean(end) { break }
        }
        return reached
    }

    /// The node's value, if all below it are literals and neither request nor entities matter.
    fileprivate func constant(at position: SourcePosition) -> CedarValue? {
        guard self.isIndependent, self.children.allSatisfy({ $0.literal != nil }) else { return nil }
        let nobody = EntityUID(type: "", id: "")
        let request = AuthorizationRequest(principal: nobody, action: nobody, resource: nobody)
        let evaluator = Evaluator(request: request, entities: EntityStore())
        return try? evaluator.value(of: Expression(self, at: position))
    }

    private var isIndependent: Bool {
        switch self {
        case .variable, .binary(.isIn, _, _), .call(.hasTag, _, _), .call(.getTag, _, _): false
        case .isType(_, _, let ancestor): ancestor == nil
        case .attribute(let operand, _), .has(let operand, _): operand.isRecordWithoutEntities
        default: true
        }
    }
}

extension Expression {
    /// Whether this is a record's literal in which no entity can be reached, whose attributes a path might ask for.
    fileprivate var isRecordWithoutEntities: Bool {
        guard case .record(let record)? = self.literal else { return false }
        return record.names.allSatisfy { name in
            if case .entity? = record[name] { return false }
            if case .record? = record[name] { return false }
            return true
        }
    }
}
