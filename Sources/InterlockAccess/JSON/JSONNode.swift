/// A JSON value and its place in the text.
struct JSONNode: Sendable {
    /// What it is.
    ///
    /// There are no floating-point numbers: Cedar has none.
    enum Kind: Sendable {
        case null
        case boolean(Bool)
        case integer(Int64)
        case string(String)
        case array([JSONNode])
        case object([Member])
    }

    /// A name and its value; names are unique within an object.
    struct Member: Sendable {
        let name: String
        let value: JSONNode
    }

    let kind: Kind

    /// The bytes of UTF-8 before it.
    let offset: Int

    /// The value of member `name`, nil if this is no object or has none.
    subscript(name: String) -> JSONNode? {
        guard case .object(let members) = self.kind else { return nil }
        return members.first { $0.name.isExactly(name) }?.value
    }

    /// The kind's name, as error messages give it.
    var kindName: String {
        switch self.kind {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer: "an integer"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
