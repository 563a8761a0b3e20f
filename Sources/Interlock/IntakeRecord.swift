/// What the matching centre writes down before it acts on it; its book is a function of these records.
enum IntakeRecord {
    /// An admitted message's COSE_Sign1.
    case message([UInt8])
    /// The end of a period's trading.
    case close(DeliveryPeriod, position: UInt64)
    /// A revocation list that counts from here on.
    case revocationList(RevocationList)
    /// The version of what follows; a log of the first version does not say so.
    case version(UInt64, position: UInt64)
    /// Time that passed, and took orders out of the books.
    case time(position: UInt64)
    /// Trades that the peers refused, for good.
    case refusals([TradeRefusal], position: UInt64)

    /// The version of what is written now.
    static let currentVersion: UInt64 = 2

    /// The most refused trades of a record.
    static let maximumRefusalCount = 1_024

    private enum Tag: UInt64 { case message = 0, close, revocationList, version, time, refusals }

    private var parts: [CBOR] {
        switch self {
        case .message(let bytes): [.unsigned(Tag.message.rawValue), .bytes(bytes)]
        case .close(let period, let position):
            [
                .unsigned(Tag.close.rawValue), .integer(period.start.secondsSinceEpoch), .unsigned(position),
            ]
        case .revocationList(let list):
            [.unsigned(Tag.revocationList.rawValue), .bytes(list.derRepresentation)]
        case .version(let version, let position):
            [.unsigned(Tag.version.rawValue), .unsigned(version), .unsigned(position)]
        case .time(let position): [.unsigned(Tag.time.rawValue), .unsigned(position)]
        case .refusals(let refusals, let position):
            [.unsigned(Tag.refusals.rawValue), .array(refusals.map(\.cbor)), .unsigned(position)]
        }
    }

    /// The record as the log takes it.
    ///
    /// The log takes equal payloads for one. Records that may be equal hold their position.
    var envelope: Envelope { .transaction(CBOR.array(self.parts).encoded()) }

    /// Reads a record.
    ///
    /// - Throws: `LedgerError` with code `corrupt`, naming the position.
    init(_ entry: LogEntry) throws(LedgerError) {
        do {
            let parts = try CBOR(decoding: entry.envelope.payload).arrayValue ?? []
            guard case .unsigned(let number) = parts.first, let tag = Tag(rawValue: number) else {
                throw LedgerError(.corrupt, "not a record of a known kind")
            }
            try self.init(tag, Array(parts.dropFirst()), entry.position)
        } catch {
            throw LedgerError(.corrupt, "intake entry \(entry.position): \(error)")
        }
    }

    private init(_ tag: Tag, _ fields: [CBOR], _ position: UInt64) throws {
        switch (tag, fields.count) {
        case (.message, 1):
            guard let bytes = fields[0].bytesValue else { throw Self.misshapen }
            self = .message(bytes)
            return
        case (.revocationList, 1):
            guard let bytes = fields[0].bytesValue else { throw Self.misshapen }
            self = .revocationList(try RevocationList(derRepresentation: bytes))
            return
        case (.close, 2):
            guard let seconds = fields[0].integerValue else { throw Self.misshapen }
            let period = try DeliveryPeriod(start: Timestamp(secondsSinceEpoch: seconds))
            self = .close(period, position: position)
        case (.version, 2):
            guard case .unsigned(let version) = fields[0] else { throw Self.misshapen }
            self = .version(version, position: position)
        case (.time, 1): self = .time(position: position)
        case (.refusals, 2):
            guard let values = fields[0].arrayValue, (1...Self.maximumRefusalCount).contains(values.count)
            else { throw Self.misshapen }
            self = .refusals(try values.map { try TradeRefusal(cbor: $0) }, position: position)
        default: throw Self.misshapen
        }
        guard fields.last == .unsigned(position) else {
            throw LedgerError(.corrupt, "the record does not name its own position")
        }
    }

    private static let misshapen = LedgerError(.corrupt, "a field is missing, or of another type")
}
