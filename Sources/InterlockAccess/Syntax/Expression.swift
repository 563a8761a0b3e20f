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

    /// Nodes from here down, `a has b.c` counted as `a has b && a.b has c`; at the most `Int.max`.
    let size: Int

    /// The forms of expression.
    ///
    /// Chains of `&&` and of `||` are one node each, so that long ones are not deep.
    public enum Kind: Sendable {
        /// A boolean, integer, string or entity name; once compiled, any value.
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
        /// `decimal("1.5")`, `a.lessThan(b)`, and so on; a method's target is the first argument.
        case extensionCall(ExtensionFunction, [Expression])
        /// `[a, b]`
        case set([Expression])
        /// `{name: a}`
        case record([(name: String, value: Expression)])
    }

    init(_ kind: Kind, at position: SourcePosition) {
        self.kind = kind
        self.position = position
        self.height = 1 + kind.children.reduce(0) { max($0, $1.height) }
        self.size = kind.size
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
        case .extensionCall(_, let operands): operands
        case .not(let operand), .negate(let operand): [operand]
        case .binary(_, let left, let right): [left, right]
        case .has(let operand, _), .like(let operand, _), .attribute(let operand, _): [operand]
        case .isType(let operand, _, let ancestor): [operand] + (ancestor.map { [$0] } ?? [])
        case .conditional(let test, let then, let otherwise): [test, then, otherwise]
        case .call(_, let target, let arguments): [target] + arguments
        case .record(let fields): fields.map(\.value)
        }
    }

    /// The size of the node.
    fileprivate var size: Int {
        let below = self.children.reduce(1) { sum, child in
            let (next, hasOverflowed) = sum.addingReportingOverflow(child.size)
            return hasOverflowed ? .max : next
        }
        guard case .has(_, let path) = self else { return below }
        let (product, hasOverflowed) = below.multipliedReportingOverflow(by: path.count)
        return hasOverflowed ? .max : product
    }
}
