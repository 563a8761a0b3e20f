/// A type that one JSON value stands for.
protocol JSONScalar {
    /// The form that the value must have, for an error message.
    static var expectation: String { get }

    init?(json: JSONNode)
}

extension Bool: JSONScalar {
    static var expectation: String { "true or false" }

    init?(json: JSONNode) {
        guard case .boolean(let value) = json.kind else { return nil }
        self = value
    }
}

extension String: JSONScalar {
    static var expectation: String { "a text in quotes" }

    init?(json: JSONNode) {
        guard case .string(let value) = json.kind else { return nil }
        self = value
    }
}

extension Double: JSONScalar {
    static var expectation: String { "a number" }

    init?(json: JSONNode) {
        switch json.kind {
        case .integer(let value): self.init(value)
        case .number(let text): self.init(text)
        default: return nil
        }
    }
}

extension JSONScalar where Self: FixedWidthInteger {
    static var expectation: String {
        let isLargest = Self.bitWidth == 64 && Self.isSigned
        return isLargest ? "a whole number" : "a whole number from \(Self.min) to \(Self.max)"
    }

    init?(json: JSONNode) {
        switch json.kind {
        case .integer(let value): self.init(exactly: value)
        // Digits alone: a number beyond 64 bits with a sign.
        case .number(let text): self.init(text)
        default: return nil
        }
    }
}

extension Int: JSONScalar {}
extension Int8: JSONScalar {}
extension Int16: JSONScalar {}
extension Int32: JSONScalar {}
extension Int64: JSONScalar {}
extension UInt: JSONScalar {}
extension UInt8: JSONScalar {}
extension UInt16: JSONScalar {}
extension UInt32: JSONScalar {}
extension UInt64: JSONScalar {}

extension JSONNode {
    var isScalar: Bool {
        switch self.kind {
        case .array, .object: false
        default: true
        }
    }

    /// The excerpt without quotes.
    var words: String {
        if case .string(let text) = self.kind { String(text.prefix(48)) } else { self.excerpt }
    }

    /// The value for an error message: whole if it is short, else its beginning or its kind.
    var excerpt: String {
        switch self.kind {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let text): String(text.prefix(48))
        case .string(let text): String(text.prefix(48)).debugDescription
        case .array, .object: self.kindName
        }
    }
}
