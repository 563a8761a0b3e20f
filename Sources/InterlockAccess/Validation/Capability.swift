/// Something that a test has shown to be there: the attribute or the tag may be read where it holds.
enum Capability: Hashable {
    case attribute(of: ExpressionKey, CedarValue)
    case tag(of: ExpressionKey, ExpressionKey)
}

/// What tests have shown, on the way to an expression.
typealias Capabilities = Set<Capability>

/// An expression without its place: two that are written alike have the same.
struct ExpressionKey: Hashable {
    private let bytes: [UInt8]

    init(_ expression: Expression) {
        var text = ""
        Self.write(expression, to: &text)
        self.bytes = Array(text.utf8)
    }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The key of this expression's attribute `name`.
    func attribute(_ name: String) -> ExpressionKey {
        ExpressionKey(Array("(.\(StringEscapes.quoted(name)) ".utf8) + self.bytes + Array(")".utf8))
    }

    private static func write(_ expression: Expression, to text: inout String) {
        switch expression.kind {
        case .literal(let value): Self.write(value, to: &text)
        case .variable(let variable): text += variable.rawValue
        case .attribute(let target, let name):
            Self.write("." + StringEscapes.quoted(name), [target], to: &text)
        case .and(let operands): Self.write(operands, "&&", to: &text)
        case .or(let operands): Self.write(operands, "||", to: &text)
        case .not(let operand): Self.write("!", [operand], to: &text)
        case .negate(let operand): Self.write("-", [operand], to: &text)
        case .binary(let symbol, let left, let right): Self.write(symbol.rawValue, [left, right], to: &text)
        case .has(let operand, let path):
            let names = path.map { StringEscapes.quoted($0) }.joined(separator: ".")
            Self.write("has \(names)", [operand], to: &text)
        case .like(let operand, let pattern):
            Self.write("like \(StringEscapes.quoted(pattern))", [operand], to: &text)
        case .isType(let operand, let type, let ancestor):
            Self.write("is \(type)", [operand] + (ancestor.map { [$0] } ?? []), to: &text)
        case .conditional(let test, let then, let otherwise):
            Self.write("if", [test, then, otherwise], to: &text)
        case .call(let method, let target, let arguments):
            Self.write(method.rawValue, [target] + arguments, to: &text)
        case .extensionCall(let function, let arguments):
            Self.write(function.rawValue, arguments, to: &text)
        case .set(let elements): Self.write("[]", elements, to: &text)
        case .record(let fields):
            let names = fields.map { StringEscapes.quoted($0.name) }.joined(separator: ",")
            Self.write("{\(names)}", fields.map(\.value), to: &text)
        }
    }

    private static func write(_ symbol: String, _ operands: [Expression], to text: inout String) {
        text += "(\(symbol)"
        for operand in operands {
            text += " "
            Self.write(operand, to: &text)
        }
        text += ")"
    }

    /// A chain, as operators of two operands each.
    private static func write(_ operands: [Expression], _ symbol: String, to text: inout String) {
        text += String(repeating: "(\(symbol) ", count: max(0, operands.count - 1))
        for (index, operand) in operands.enumerated() {
            Self.write(operand, to: &text)
            text += index == 0 ? " " : ")"
        }
    }

    private static func write(_ value: CedarValue, to text: inout String) {
        switch value {
        case .boolean(let value): text += String(value)
        case .integer(let value): text += String(value)
        case .string(let value): text += StringEscapes.quoted(value)
        case .entity(let uid): text += uid.description
        default: text += "?"
        }
    }
}
