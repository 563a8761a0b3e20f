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

    /// Sorts the pairs; two with one key are a programming error.
    public init(_ pairs: [(CBOR, CBOR)]) {
        let keyed = pairs.map { (encoded: $0.0.encoded(), entry: Entry(key: $0.0, value: $0.1)) }
            .sorted { $0.encoded.lexicographicallyPrecedes($1.encoded) }
        for (left, right) in zip(keyed, keyed.dropFirst()) {
            precondition(left.encoded != right.encoded, "a map has each key once")
        }
        self.entries = keyed.map(\.entry)
    }

    /// Takes entries that the decoder found in order.
    init(sorted entries: [Entry]) { self.entries = entries }

    /// The value of `key`; maps are small, so it looks at one entry after the other.
    public subscript(key: CBOR) -> CBOR? { self.entries.first { $0.key == key }?.value }
}
