/// The entries of a CBOR map, in the bytewise order of their encoded keys (RFC 8949 section 4.2.1).
public struct CBORMap: Hashable, Sendable {
    /// A key and its value.
    public struct Entry: Hashable, Sendable {
        /// The key.
        public let key: CBOR
        /// The value.
        public let value: CBOR
    }

    /// The entries, sorted.
    public let entries: [Entry]

    /// How many entries there are.
    public var count: Int { self.entries.count }
    /// Whether there are none.
    public var isEmpty: Bool { self.entries.isEmpty }

    /// Sorts the pairs; two with one key are a programming error.
    public init(_ pairs: [(CBOR, CBOR)]) {
        var entries = pairs.map { Entry(key: $0.0, value: $0.1) }
        if !Self.isSorted(entries) {
            entries.sort { $0.key.isEncodedBefore($1.key) }
            precondition(Self.isSorted(entries), "a map has each key once")
        }
        self.entries = entries
    }

    /// Takes entries that the decoder found in order.
    init(sorted entries: [Entry]) { self.entries = entries }

    /// The value of `key`; maps are small, so it looks at one entry after the other.
    public subscript(key: CBOR) -> CBOR? {
        for entry in self.entries where entry.key == key { return entry.value }
        return nil
    }

    private static func isSorted(_ entries: [Entry]) -> Bool {
        for index in entries.indices.dropFirst() {
            guard entries[index - 1].key.isEncodedBefore(entries[index].key) else { return false }
        }
        return true
    }
}

extension CBORMap: ExpressibleByDictionaryLiteral {
    /// Sorts the pairs; two with one key are a programming error.
    public init(dictionaryLiteral pairs: (CBOR, CBOR)...) { self.init(pairs) }
}
