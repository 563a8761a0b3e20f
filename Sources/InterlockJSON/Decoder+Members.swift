/// Any name of a JSON object's member.
private struct AnyName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// Message about a member that has no meaning where it stands.
enum UnknownMember {
    static func reason(_ name: String, known: Set<String>) -> String {
        let hint =
            Spelling.nearest(to: name, among: known).map { "did you mean \"\($0)\"?" }
            ?? "known are \(known.sorted().joined(separator: ", "))"
        return "unknown member \(name.debugDescription); \(hint)"
    }
}

extension Decoder {
    /// Refuses an object with a member that is not one of these names: a misspelt one must not be ignored.
    package func refuseUnknownMembers(_ known: [String]) throws {
        if let strict = self as? StrictDecoder {
            guard !strict.document.ignoresUnknownMembers else { return }
            _ = try strict.container(keyedBy: AnyName.self)
            return try strict.refuseMembers(except: Set(known))
        }
        let present = try self.container(keyedBy: AnyName.self).allKeys.map(\.stringValue)
        guard let unknown = present.sorted().first(where: { !known.contains($0) }) else { return }
        throw DecodingError.dataCorrupted(
            DecodingError.Context(
                codingPath: self.codingPath,
                debugDescription: UnknownMember.reason(unknown, known: Set(known))
            )
        )
    }

    /// Refuses an object with a member that is none of `Key`'s cases.
    package func refuseMembers<Key: CodingKey & CaseIterable>(except type: Key.Type) throws {
        try self.refuseUnknownMembers(Key.allCases.map(\.stringValue))
    }
}
