/// A node of a policy's conditions, as parsed.
///
/// Nodes are immutable and shared. ``height`` is bounded by ``ParsingLimits/maximumDepth``, so code that walks
/// the tree may recurse.
public final class Expression: Sendable {
    /// What the node is.
    public let kind: Kind

    /// Where it begins; for a binary operator, where the operator stands.
    public let position: SourcePosition

    /// Levels of nodes from here down, itself included.
    let height: Int

    /// The node's value, where that does not depend on the request.
    let constant: CedarValue?

    /// The forms of expression.
    ///
    /// Chains of `&&` and of `||` are one node each, so that long ones are not deep.
    public enum Kind: Sendable {
        /// A boolean, integer, string or entity name.
        case literal(CedarValue)
        /// `principal`, `action`, `resource` or `context`.
        case variable(Variable)
        /// `a && b && …`
        case and([Expression])
        /// `a || b || …`
        case or([Expression])
        /// `!a`
        case not(Expression)
        /// `-a`
        case negate(Expression)
        /// `a == b`, `a + b`, and so on.
        case binary(BinaryOperator, Expression, Expression)
        /// `a has b.c`
        case has(Expression, path: [String])
        /// `a like "…"`
        case like(Expression, Pattern)
        /// `a is T`, or `a is T in b`
        case isType(Expression, type: String, ancestor: Expression?)
        /// `if a then b else c`
        case conditional(Expression, then: Expression, else: Expression)
        /// `a.name` or `a["name"]`
        case attribute(Expression, String)
        /// `a.contains(b)`, and so on.
        case call(Method, Expression, [Expression])
        /// `[a, b]`
        case set([Expression])
        /// `{name: a}`
        case record([(name: String, value: Expression)])
    }

    init(_ kind: Kind, at position: SourcePosition) {
        self.kind = kind
        self.position = position
        self.height = 1 + kind.children.reduce(0) { max($0, $1.height) }
        self.constant = kind.constant
    }
}

extension Expression {
    /// The request's parts that conditions may name.
    public enum Variable: String, Hashable, Sendable {
        /// Who asks.
        case principal
        /// What to do.
        case action
        /// What to do it to.
        case resource
        /// Further circumstances.
        case context
    }

    /// Operators with two operands, both always evaluated.
    public enum BinaryOperator: String, Hashable, Sendable {
        /// `==`
        case equal = "=="
        /// `!=`
        case notEqual = "!="
        /// `<`
        case less = "<"
        /// `<=`
        case lessOrEqual = "<="
        /// `>`
        case greater = ">"
        /// `>=`
        case greaterOrEqual = ">="
        /// `in`
        case isIn = "in"
        /// `+`
        case add = "+"
        /// `-`
        case subtract = "-"
        /// `*`
        case multiply = "*"
    }
}

extension Expression.Kind {
    /// The nodes directly below.
    var children: [Expression] {
        switch self {
        case .literal, .variable: []
        case .and(let operands), .or(let operands), .set(let operands): operands
        case .not(let operand), .negate(let operand): [operand]
        case .binary(_, let left, let right): [left, right]
        case .has(let operand, _), .like(let operand, _), .attribute(let operand, _): [operand]
        case .isType(let operand, _, let ancestor): [operand] + (ancestor.map { [$0] } ?? [])
        case .conditional(let test, let then, let otherwise): [test, then, otherwise]
        case .call(_, let target, let arguments): [target] + arguments
        case .record(let fields): fields.map(\.value)
        }
    }

    /// The value of a literal, or of a set or record of constants.
    fileprivate var constant: CedarValue? {
        switch self {
        case .literal(let value):
            return value
        case .set(let elements):
            let values = elements.compactMap(\.constant)
            return values.count == elements.count ? .set(Set(values)) : nil
        case .record(let fields):
            let values = fields.compactMap { field in field.value.constant.map { (field.name, $0) } }
            guard values.count == fields.count, let record = CedarRecord(values) else { return nil }
            return .record(record)
        default:
            return nil
        }
    }
}
