/// Writes expressions in Cedar's JSON policy format.
enum ExpressionJSON {
    static func text(_ expression: Expression) -> String {
        switch expression.kind {
        case .literal(let value): Self.node("Value", JSONText.value(value))
        case .variable(let variable): Self.node("Var", JSONText.string(variable.rawValue))
        case .and(let operands): Self.chain("&&", operands.map(Self.text)[...])
        case .or(let operands): Self.chain("||", operands.map(Self.text)[...])
        case .not(let operand): Self.node("!", [("arg", Self.text(operand))])
        case .negate(let operand): Self.node("neg", [("arg", Self.text(operand))])
        case .binary(let operation, let left, let right):
            Self.node(operation.rawValue, [("left", Self.text(left)), ("right", Self.text(right))])
        case .has(let operand, let path): Self.has(Self.text(operand), path)
        case .like(let operand, let pattern):
            Self.node("like", [("left", Self.text(operand)), ("pattern", Self.pattern(pattern))])
        case .isType(let operand, let type, let ancestor):
            Self.node(
                "is",
                [("left", Self.text(operand)), ("entity_type", JSONText.string(type))]
                    + (ancestor.map { [("in", Self.text($0))] } ?? [])
            )
        case .conditional(let test, let then, let otherwise):
            Self.node(
                "if-then-else",
                [("if", Self.text(test)), ("then", Self.text(then)), ("else", Self.text(otherwise))]
            )
        case .attribute(let operand, let name): Self.attribute(Self.text(operand), name)
        case .call(let method, let target, let arguments): Self.call(method, target, arguments)
        case .extensionCall(let function, let arguments):
            Self.node(function.rawValue, JSONText.array(arguments.map(Self.text)))
        case .set(let elements): Self.node("Set", JSONText.array(elements.map(Self.text)))
        case .record(let fields): Self.node("Record", fields.map { ($0.name, Self.text($0.value)) })
        }
    }

    private static func node(_ name: String, _ content: String) -> String {
        JSONText.object([(name, content)])
    }

    private static func node(_ name: String, _ members: [(String, String)]) -> String {
        Self.node(name, JSONText.object(members))
    }

    private static func call(_ method: Method, _ target: Expression, _ arguments: [Expression]) -> String {
        guard let argument = arguments.first else {
            return Self.node(method.rawValue, [("arg", Self.text(target))])
        }
        return Self.node(method.rawValue, [("left", Self.text(target)), ("right", Self.text(argument))])
    }

    private static func attribute(_ operand: String, _ name: String) -> String {
        Self.node(".", [("left", operand), ("attr", JSONText.string(name))])
    }

    /// `a has b.c`, which the format writes `a has b && a.b has c`.
    private static func has(_ operand: String, _ path: [String]) -> String {
        var target = operand
        var tests: [String] = []
        for name in path {
            tests.append(Self.node("has", [("left", target), ("attr", JSONText.string(name))]))
            target = Self.attribute(target, name)
        }
        return Self.chain("&&", tests[...])
    }

    /// The most operands of a chain that are nested to the left, as Cedar writes them all.
    ///
    /// Cedar's own reader takes some 80.
    private static let longestNest = 64

    /// The fewest operands of half a chain that is longer than ``longestNest``.
    static let shortestPart = (longestNest + 1) / 2

    /// `a && b && c`, which the format nests to the left; a long chain in halves, so that any chain can be read again.
    private static func chain(_ name: String, _ operands: ArraySlice<String>) -> String {
        guard operands.count > Self.longestNest else { return Self.nest(name, operands) }
        let middle = operands.startIndex + (operands.count + 1) / 2
        let left = Self.chain(name, operands[..<middle])
        let right = Self.chain(name, operands[middle...])
        return Self.node(name, [("left", left), ("right", right)])
    }

    private static func nest(_ name: String, _ operands: ArraySlice<String>) -> String {
        let opening = "{\(JSONText.string(name)): {\"left\": "
        var text = String(repeating: opening, count: max(0, operands.count - 1))
        for operand in operands.prefix(1) { text += operand }
        for operand in operands.dropFirst() { text += ", \"right\": \(operand)}}" }
        return text
    }

    /// One literal a character, as Cedar writes them.
    private static func pattern(_ pattern: Pattern) -> String {
        JSONText.array(
            pattern.elements.map { element in
                switch element {
                case .wildcard: "\"Wildcard\""
                case .scalar(let scalar): Self.node("Literal", JSONText.string(String(scalar)))
                }
            }
        )
    }
}

extension JSONText {
    /// `value` in the JSON form of entities and requests, with `__entity` and `__extn`.
    static func value(_ value: CedarValue) -> String {
        switch value {
        case .boolean(let value): String(value)
        case .integer(let value): String(value)
        case .string(let value): Self.string(value)
        case .entity(let uid): Self.object([("__entity", Self.entity(uid))])
        case .set(let elements): Self.array(elements.map { Self.value($0) }.sorted { $0.precedesExactly($1) })
        case .record(let record):
            Self.object(record.names.compactMap { name in record[name].map { (name, Self.value($0)) } })
        case .decimal(let value): Self.extensionValue(.decimal, value.description)
        case .ipAddress(let value): Self.extensionValue(.ip, value.description)
        case .duration(let value): Self.extensionValue(.duration, value.description)
        case .datetime(let value): Self.moment(value)
        }
    }

    private static func extensionValue(_ function: ExtensionFunction, _ text: String) -> String {
        let call = [("fn", Self.string(function.rawValue)), ("arg", Self.string(text))]
        return Self.object([("__extn", Self.object(call))])
    }

    /// As Cedar writes it: not all moments have a calendar form of four digits a year.
    private static func moment(_ moment: CedarDatetime) -> String {
        let span = CedarDuration(milliseconds: moment.milliseconds)
        let arguments = [
            Self.extensionValue(.datetime, "1970-01-01"), Self.extensionValue(.duration, span.description),
        ]
        let call = [("fn", Self.string("offset")), ("args", Self.array(arguments))]
        return Self.object([("__extn", Self.object(call))])
    }
}
