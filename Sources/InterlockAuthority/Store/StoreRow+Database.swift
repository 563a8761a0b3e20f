internal import FoundationEssentials
internal import GRDB

extension StoreRow {
    /// Takes a row that SQLite returned.
    ///
    /// GRDB's accessors end the process where a value has another type than the one asked for; its `DatabaseValue` has none.
    init(_ row: Row, of table: String) {
        self.init(of: table) { column in
            (row[column] as DatabaseValue?).map { StoreValue($0) } ?? .null
        }
    }

    /// The rows of a query.
    static func all(
        _ database: Database,
        of table: String,
        _ sql: String,
        _ arguments: StatementArguments = StatementArguments()
    ) throws -> [StoreRow] {
        try Row.fetchAll(database, sql: sql, arguments: arguments).map { StoreRow($0, of: table) }
    }

    /// The first row of a query; nil where there is none.
    static func first(
        _ database: Database,
        of table: String,
        _ sql: String,
        _ arguments: StatementArguments = StatementArguments()
    ) throws -> StoreRow? {
        try Row.fetchOne(database, sql: sql, arguments: arguments).map { StoreRow($0, of: table) }
    }
}

extension StoreValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .bytes([UInt8](data))
        }
    }
}
