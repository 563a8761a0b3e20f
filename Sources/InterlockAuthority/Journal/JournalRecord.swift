public import InterlockCrypto

/// A record of an authority's journal: an event, chained to all before it.
///
/// The deterministic CBOR array `["interlock/1/journal", sequence, previous, time, kind, content]`; `previous` is the
/// SHA-256 of the record before, 32 zeros in the first. Docs/Formats.md, "Authority journal".
public struct JournalRecord: Hashable, Sendable {
    /// The record's number; the first is 0.
    public let sequence: UInt64
    /// The SHA-256 of the record before.
    public let previous: Digest
    /// When it was written.
    public let time: Timestamp
    /// What was done.
    public let event: JournalEvent

    private static let format = "interlock/1/journal"

    /// The largest record: an event holds some 600 bytes, and no text in it is longer than a subject's name.
    static let limits = CBORLimits(byteCount: 1 << 16, depth: 4, itemCount: 256)

    init(sequence: UInt64, previous: Digest, time: Timestamp, event: JournalEvent) {
        self.sequence = sequence
        self.previous = previous
        self.time = time
        self.event = event
    }

    /// The record in deterministic CBOR.
    public var encoded: [UInt8] {
        CBOR.array([
            .text(Self.format), .unsigned(self.sequence), .digest(self.previous), .time(self.time),
            .text(self.event.kind.rawValue), .map(self.event.content),
        ]).encoded()
    }

    /// Reads a record.
    ///
    /// - Throws: `AuthorityError` with code `corrupt` for bytes that are no record in its only form.
    public init(decoding bytes: [UInt8]) throws(AuthorityError) {
        let parts: [CBOR]
        do {
            parts = try CBOR(decoding: bytes, limits: Self.limits).arrayValue ?? []
        } catch {
            throw AuthorityError(.corrupt, "not a journal record: \(error.reason)")
        }
        guard parts.count == 6, parts[0] == .text(Self.format), case .unsigned(let sequence) = parts[1],
            let previous = parts[2].bytesValue.flatMap({ try? Digest(rawRepresentation: $0) }),
            let time = parts[3].integerValue, let name = parts[4].textValue, let content = parts[5].mapValue
        else { throw AuthorityError(.corrupt, "not a journal record of six parts") }
        guard content.entries.allSatisfy({ $0.key.textValue?.utf8.allSatisfy { $0 < 0x80 } ?? false }) else {
            throw AuthorityError(
                .corrupt,
                "a journal record whose content has a key that is no name in ASCII"
            )
        }
        guard let kind = JournalEvent.Kind(rawValue: name) else {
            throw AuthorityError(.corrupt, "a journal record of the unknown kind \(name)")
        }
        self.init(
            sequence: sequence,
            previous: previous,
            time: Timestamp(secondsSinceEpoch: time),
            event: JournalEvent(kind: kind, content: content)
        )
    }
}
