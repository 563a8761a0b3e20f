internal import InterlockCrypto

/// The digests under which a store has a key.
///
/// Earlier versions recorded the form that a request had: the same point compressed, or in the hybrid form, had another
/// digest, and one key could stand in two places. Rows that they wrote are found under those digests.
enum RecordedKey {
    /// The digest that is recorded: that of the key's one DER form.
    static func digest(of key: VerifyingKey) -> Digest { Digest(hashing: key.derRepresentation) }

    /// Every digest that a version of this library may have recorded for a key; the one recorded now is the first.
    static func digests(of key: VerifyingKey) -> [Digest] {
        [Self.digest(of: key)] + key.otherDERRepresentations.map { Digest(hashing: $0) }
    }
}
