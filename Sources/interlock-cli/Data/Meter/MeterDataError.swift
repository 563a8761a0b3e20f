/// Why meter data is refused, and where.
struct MeterDataError: Error, Hashable, CustomStringConvertible {
    /// What kind of fault it is; more may come.
    struct Code: Hashable, CustomStringConvertible {
        let description: String

        private init(_ description: String) { self.description = description }

        /// The first line is not the header.
        static let header = Code("header")
        /// A line does not have four fields.
        static let fieldCount = Code("fieldCount")
        /// A household's name is not one.
        static let household = Code("household")
        /// A period is not the start of a quarter of an hour in UTC.
        static let period = Code("period")
        /// An energy is not a whole number of Wh within the limit.
        static let energy = Code("energy")
        /// A household has two readings for one period.
        static let duplicate = Code("duplicate")
        /// The readings are not a quarter of an hour apart.
        static let spacing = Code("spacing")
        /// The data is longer, or has more rows or households, than is read.
        static let limitExceeded = Code("limitExceeded")
        /// There is no reading in it.
        static let empty = Code("empty")
    }

    let code: Code
    /// The line, from 1 on.
    let line: Int
    /// The byte of the line, from 1 on.
    let column: Int
    /// What was expected, and what was found.
    let reason: String

    init(_ code: Code, line: Int, column: Int = 1, _ reason: String) {
        self.code = code
        self.line = line
        self.column = column
        self.reason = reason
    }

    /// `LINE:COLUMN: REASON`.
    var description: String { "\(self.line):\(self.column): \(self.reason)" }
}
