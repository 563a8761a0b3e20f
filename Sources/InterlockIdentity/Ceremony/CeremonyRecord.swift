public import InterlockCrypto

/// What was done in a ceremony: the content of a ``CeremonyTranscript``.
public struct CeremonyRecord: Hashable, Sendable {
    /// What a ceremony is for.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The master key was dealt for the first time.
        case split
        /// Its shares were dealt anew.
        case refresh
        /// The shares were shown to combine.
        case rehearse
        /// The master key was restored, and given out sealed or not at all.
        case combine
        /// The master key was restored for one command.
        case open
    }

    /// The ceremony's number, from 0 on.
    public let sequence: UInt64
    /// What it was for.
    public let kind: Kind
    /// When it was.
    public let time: Timestamp
    /// The digest of the share set that holds after it.
    public let setDigest: Digest
    /// The x of the shares that were there, ascending: of the set that held before.
    public let present: [Int]
    /// What the master key was restored for, in a few words; empty for a split, a refresh and a rehearsal.
    public let purpose: String
    /// The digest of the transcript before; zero for the first.
    public let previous: Digest

    static let format = "interlock/1/ceremony"
    /// The longest ``purpose``, in bytes.
    public static let purposeLimit = 256

    private enum Label: Int64, CaseIterable {
        case format = 1
        case sequence, kind, time, setDigest, present, purpose, previous
    }

    /// Makes a record.
    ///
    /// - Throws: `IdentityError` with code `limitExceeded` for a purpose above ``purposeLimit``.
    init(
        sequence: UInt64,
        kind: Kind,
        time: Timestamp,
        setDigest: Digest,
        present: [Int],
        purpose: String,
        previous: Digest
    ) throws(IdentityError) {
        guard purpose.utf8.count <= Self.purposeLimit else {
            throw IdentityError(.limitExceeded, "a ceremony's purpose of \(purpose.utf8.count) bytes")
        }
        self.sequence = sequence
        self.kind = kind
        self.time = time
        self.setDigest = setDigest
        self.present = present
        self.purpose = purpose
        self.previous = previous
    }

    /// The record in deterministic CBOR.
    var encoded: [UInt8] {
        CBOR.map([
            (.integer(Label.format.rawValue), .text(Self.format)),
            (.integer(Label.sequence.rawValue), .unsigned(self.sequence)),
            (.integer(Label.kind.rawValue), .text(self.kind.rawValue)),
            (.integer(Label.time.rawValue), .integer(self.time.secondsSinceEpoch)),
            (.integer(Label.setDigest.rawValue), .bytes(self.setDigest.rawRepresentation)),
            (.integer(Label.present.rawValue), .array(self.present.map { .integer(Int64($0)) })),
            (.integer(Label.purpose.rawValue), .text(self.purpose)),
            (.integer(Label.previous.rawValue), .bytes(self.previous.rawRepresentation)),
        ]).encoded()
    }

    /// Reads a record.
    init(decoding bytes: [UInt8]) throws(IdentityError) {
        let limits = CBORLimits(byteCount: 1_024, depth: 3, itemCount: 128)
        let value = try IdentityError.converting { () throws(CryptoError) in
            try CBOR(decoding: bytes, limits: limits)
        }
        func field(_ label: Label) -> CBOR? { value.mapValue?[.integer(label.rawValue)] }
        guard value.mapValue?.count == Label.allCases.count, field(.format) == .text(Self.format),
            case .unsigned(let sequence)? = field(.sequence),
            let kind = field(.kind)?.textValue.flatMap(Kind.init(rawValue:)),
            let seconds = field(.time)?.integerValue,
            let digest = field(.setDigest)?.bytesValue,
            let setDigest = try? Digest(rawRepresentation: digest),
            let present = Self.indices(field(.present)), let purpose = field(.purpose)?.textValue,
            let link = field(.previous)?.bytesValue, let previous = try? Digest(rawRepresentation: link)
        else { throw IdentityError(.invalidEncoding, "not the record of a ceremony") }
        try self.init(
            sequence: sequence,
            kind: kind,
            time: Timestamp(secondsSinceEpoch: seconds),
            setDigest: setDigest,
            present: present,
            purpose: purpose,
            previous: previous
        )
    }

    private static func indices(_ value: CBOR?) -> [Int]? {
        guard let values = value?.arrayValue else { return nil }
        let indices = values.compactMap { $0.integerValue.flatMap { Int(exactly: $0) } }
        let isAscending = zip(indices, indices.dropFirst()).allSatisfy { $0 < $1 }
        guard indices.count == values.count, isAscending, indices.first ?? 1 >= 1 else { return nil }
        return indices
    }
}
