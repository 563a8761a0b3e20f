/// A JSON value and its place in the text.
package struct JSONNode: Sendable {
    /// Kind of value.
    package enum Kind: Sendable {
        case null
        case boolean(Bool)
        /// A whole number without fraction or exponent that 64 bits with a sign hold.
        case integer(Int64)
        /// Any other number, as it is written.
        case number(String)
        case string(String)
        case array([JSONNode])
        case object([Member])
    }

    /// A name and its value; names are unique within an object.
    package struct Member: Sendable {
        package let name: String
        package let value: JSONNode
        /// The bytes of UTF-8 before the name.
        package let offset: Int
    }

    package let kind: Kind

    /// The bytes of UTF-8 before it.
    package let offset: Int

    /// The value of member `name`, nil if this is no object or has none.
    package subscript(name: String) -> JSONNode? {
        guard case .object(let members) = self.kind else { return nil }
        return members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// The kind's name, as error messages give it.
    package var kindName: String {
        switch self.kind {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
