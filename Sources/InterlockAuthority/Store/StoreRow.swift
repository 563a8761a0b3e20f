internal import InterlockCrypto

/// A row of the store, read without trust: a value of another type or out of range is an error and ends nothing.
///
/// Whoever can write the database's file decides what is in a column. Texts are read as bytes (`CAST(… AS BLOB)`), for
/// SQLite's texts may hold a NUL, at which other readers stop.
struct StoreRow {
    private let table: String
    /// The value of a column, as it is.
    let value: (String) -> StoreValue

    /// Reads the columns of a table's row by their names.
    init(of table: String, _ value: @escaping (String) -> StoreValue) {
        self.table = table
        self.value = value
    }

    /// The number of the record that tells of the row; nil where the row names none.
    var record: UInt64? {
        let column = self.table == "record" ? "sequence" : "record"
        guard case .integer(let number) = self.value(column) else { return nil }
        return UInt64(exactly: number)
    }

    func integer(_ column: String) throws(AuthorityError) -> Int64 {
        guard let number = try self.optionalInteger(column) else { throw self.error(column, "an integer") }
        return number
    }

    func optionalInteger(_ column: String) throws(AuthorityError) -> Int64? {
        switch self.value(column) {
        case .null: return nil
        case .integer(let number): return number
        default: throw self.error(column, "an integer")
        }
    }

    /// A number that `Number` can hold.
    func number<Number: FixedWidthInteger>(_ column: String) throws(AuthorityError) -> Number {
        guard let number: Number = try self.optionalNumber(column) else {
            throw self.error(column, "an integer")
        }
        return number
    }

    /// A number that `Number` can hold, or nil for NULL.
    func optionalNumber<Number: FixedWidthInteger>(_ column: String) throws(AuthorityError) -> Number? {
        guard let stored = try self.optionalInteger(column) else { return nil }
        guard let number = Number(exactly: stored) else {
            throw self.error(column, "a number from \(Number.min) to \(Number.max)")
        }
        return number
    }

    func moment(_ column: String) throws(AuthorityError) -> Timestamp {
        Timestamp(secondsSinceEpoch: try self.integer(column))
    }

    func bytes(_ column: String) throws(AuthorityError) -> [UInt8] {
        guard let bytes = try self.optionalBytes(column) else { throw self.error(column, "bytes") }
        return bytes
    }

    func optionalBytes(_ column: String) throws(AuthorityError) -> [UInt8]? {
        switch self.value(column) {
        case .null: return nil
        case .bytes(let bytes): return bytes
        default: throw self.error(column, "bytes")
        }
    }

    /// A text that the query read as bytes.
    func text(_ column: String) throws(AuthorityError) -> String {
        guard let text = String(validating: try self.bytes(column), as: UTF8.self) else {
            throw self.error(column, "a text in UTF-8")
        }
        return text
    }

    /// Runs `body` on what the row holds; an error of it names the row.
    func reading<Result>(_ body: (StoreRow) throws -> Result) throws(AuthorityError) -> Result {
        do {
            return try body(self)
        } catch let error as AuthorityError {
            throw error
        } catch {
            throw AuthorityError(.corrupt, "\(self.name): \(error)")
        }
    }

    /// The fault of a column.
    func error(_ column: String, _ expected: String) -> AuthorityError {
        AuthorityError(
            .corrupt,
            "\(self.name), \(column): expected \(expected), found \(self.value(column)); see `ca journal verify`"
        )
    }

    private var name: String {
        "the store's table \(self.table)" + (self.record.map { ", the row of record \($0)" } ?? "")
    }
}
