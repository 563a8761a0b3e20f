public import InterlockCrypto

/// The ordering service: takes envelopes, and gives all peers the same sequence of entries.
public protocol OrderedLog: Sendable {
    /// Appends envelopes; they are durable when this returns.
    ///
    /// A transaction whose id is in the log already keeps its first position. A time-to-cut message is appended each
    /// time: one that came when nothing waited must not keep a later one from cutting.
    ///
    /// - Parameters:
    ///   - envelopes: What to append, in this order.
    ///   - moment: The time that new entries bear; never before that of the last entry.
    /// - Returns: The position of each envelope.
    /// - Throws: What the log throws where it did not take them, or cannot know.
    func append(_ envelopes: [Envelope], at moment: Timestamp) async throws -> [UInt64]

    /// The entries from a position on, at most `limit`.
    func read(from position: UInt64, limit: Int) async throws -> [LogEntry]

    /// Lets go of entries before a position; some may stay.
    func trim(upTo position: UInt64) async throws
}

/// What is put into the ordered log.
public struct Envelope: Hashable, Sendable {
    /// What an envelope holds.
    public enum Kind: Hashable, Sendable {
        /// A transaction.
        case transaction
        /// A transaction that stands in a block of its own: genesis, revocation lists.
        case configuration
        /// The wish that the block of this number be cut, if it is the next.
        case timeToCut(UInt64)
    }

    /// The kind.
    public let kind: Kind
    /// What it is known by.
    public let id: Digest
    /// The transaction's bytes; none where the kind is a time to cut.
    public let payload: [UInt8]

    /// An envelope around a transaction.
    public static func transaction(_ payload: [UInt8], isConfiguration: Bool = false) -> Envelope {
        Envelope(
            kind: isConfiguration ? .configuration : .transaction,
            id: Digest(hashing: payload),
            payload: payload
        )
    }

    /// Whether it is a time-to-cut message.
    var isTimeToCut: Bool { if case .timeToCut = self.kind { true } else { false } }

    /// A time-to-cut message.
    public static func timeToCut(_ block: UInt64) -> Envelope {
        Envelope(
            kind: .timeToCut(block),
            id: Digest(hashing: Array("interlock/1/time-to-cut/\(block)".utf8)),
            payload: []
        )
    }

    init(kind: Kind, id: Digest, payload: [UInt8]) {
        self.kind = kind
        self.id = id
        self.payload = payload
    }
}

/// An envelope in its place.
public struct LogEntry: Hashable, Sendable {
    /// The place, from 0 on without a gap.
    public let position: UInt64
    /// When the ordering service took it; never before the entry before.
    public let time: Timestamp
    /// The envelope.
    public let envelope: Envelope

    /// Puts an envelope in its place.
    public init(position: UInt64, time: Timestamp, envelope: Envelope) {
        self.position = position
        self.time = time
        self.envelope = envelope
    }
}
