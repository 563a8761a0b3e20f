/// The value of a column of the store, whatever its type ought to be.
enum StoreValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    /// A text that was not read as bytes, which no query asks for.
    case text(String)
    case bytes([UInt8])
}

extension StoreValue: CustomStringConvertible {
    /// The value, or its type and length where it may be long.
    var description: String {
        switch self {
        case .null: "NULL"
        case .integer(let number): "\(number)"
        case .real(let number): "the number \(number)"
        case .text(let text): "a text of \(text.utf8.count) bytes"
        case .bytes(let bytes): "\(bytes.count) bytes"
        }
    }
}
