/// Any key of a JSON object, so that the words a schema file should not have are found.
///
/// A misspelt limit would otherwise be no limit at all.
struct SchemaKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }

    init?(intValue: Int) { nil }

    static func refuseOthers<Known: CodingKey & CaseIterable>(
        in decoder: any Decoder,
        than known: Known.Type
    ) throws {
        let words = Set(known.allCases.map(\.stringValue))
        let keys = try decoder.container(keyedBy: Self.self).allKeys.map(\.stringValue)
        guard let other = keys.sorted().first(where: { !words.contains($0) }) else { return }
        let path = decoder.codingPath.map(\.stringValue).joined(separator: ".")
        throw IdentityError(
            .invalidEncoding,
            "schema: \(path.isEmpty ? "" : "\(path): ")unknown word \"\(other)\""
        )
    }
}
