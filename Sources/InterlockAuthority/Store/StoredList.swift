/// A revocation list as the store keeps it.
struct StoredList: Hashable, Sendable {
    let number: UInt64
    /// The number of a delta's base; nil for a complete list.
    let base: UInt64?
    /// The list's DER; nil except for the newest complete list.
    let derRepresentation: [UInt8]?
    /// The number of the journal's record of its signing.
    let record: UInt64

    static let columns = "number, base, der, record"

    init(_ row: StoreRow) throws(AuthorityError) {
        self.number = try row.number("number")
        self.base = try row.optionalNumber("base")
        self.derRepresentation = try row.optionalBytes("der")
        self.record = try row.number("record")
    }
}
