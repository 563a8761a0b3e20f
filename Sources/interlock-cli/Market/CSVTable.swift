import Interlock

/// Rows of comma-separated fields without quotes, under a header; what is wrong is named by file, line and column.
struct CSVTable {
    /// A row's fields, by column; those of optional columns that the file does not have are nil.
    struct Row {
        /// The line, from 1 on.
        let line: Int
        fileprivate let path: String
        fileprivate let fields: [Substring]
        fileprivate let places: [String: Int]

        subscript(column: String) -> String? { self.places[column].map { String(self.fields[$0]) } }

        /// Reads a field that must be there.
        func value<Value>(_ column: String, _ form: String, _ read: (String) -> Value?) throws -> Value {
            let text = self[column] ?? ""
            guard let value = read(text) else {
                throw Failure(
                    .usage,
                    "\(self.path):\(self.line): \(column): expected \(form), found \(text.debugDescription)"
                )
            }
            return value
        }

        /// Reads a field that may be missing or empty.
        func optional<Value>(_ column: String, _ form: String, _ read: (String) -> Value?) throws -> Value? {
            guard let text = self[column], !text.isEmpty else { return nil }
            return try self.value(column, form, read)
        }
    }

    let rows: [Row]

    /// Reads a file whose header has all of `columns`, and none beside but of `optional`.
    init(path: String, columns: [String], optional: [String] = []) throws {
        // 10^7 orders of 100 bytes.
        let text = String(decoding: try FileSystem.read(path, limit: 1 << 30), as: UTF8.self)
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        guard !lines[0].isEmpty, lines[0].first != "\u{feff}" else {
            throw Failure(
                .usage,
                "\(path):1: expected the columns \(columns.joined(separator: ",")), found \(lines[0].isEmpty ? "nothing" : "a byte order mark")"
            )
        }
        let header = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        var places: [String: Int] = [:]
        for (place, column) in header.enumerated() {
            guard (columns + optional).contains(column), places.updateValue(place, forKey: column) == nil
            else {
                throw Failure(.usage, "\(path):1: unexpected column \(column.prefix(48).debugDescription)")
            }
        }
        if let missing = columns.first(where: { places[$0] == nil }) {
            throw Failure(
                .usage,
                "\(path):1: expected the columns \(columns.joined(separator: ",")); no \(missing)"
            )
        }
        self.rows = try lines.enumerated().dropFirst().compactMap { place, line in
            if line.isEmpty, place == lines.count - 1 { return nil }
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count == header.count else {
                throw Failure(
                    .usage,
                    "\(path):\(place + 1): expected \(header.count) fields, found \(fields.count)"
                )
            }
            return Row(line: place + 1, path: path, fields: fields, places: places)
        }
    }
}
