/// What the matching centre writes down before it acts on it; its book is a function of these records.
enum IntakeRecord {
    /// An admitted message's COSE_Sign1.
    case message([UInt8])
    /// The end of a period's trading; the record's position tells it from another close of the period, which the log
    /// would take for the same.
    case close(DeliveryPeriod, position: UInt64)
    /// A revocation list that counts from here on.
    case revocationList(RevocationList)

    private enum Tag: UInt64 { case message = 0, close, revocationList }

    var envelope: Envelope {
        let parts: [CBOR] =
            switch self {
            case .message(let bytes): [.unsigned(Tag.message.rawValue), .bytes(bytes)]
            case .close(let period, let position):
                [
                    .unsigned(Tag.close.rawValue), .integer(period.start.secondsSinceEpoch),
                    .unsigned(position),
                ]
            case .revocationList(let list):
                [.unsigned(Tag.revocationList.rawValue), .bytes(list.derRepresentation)]
            }
        return .transaction(CBOR.array(parts).encoded())
    }

    init(_ entry: LogEntry) throws(LedgerError) {
        do {
            let parts = try CBOR(decoding: entry.envelope.payload).arrayValue ?? []
            guard case .unsigned(let number) = parts.first, let tag = Tag(rawValue: number),
                parts.count == (tag == .close ? 3 : 2)
            else {
                throw LedgerError(.corrupt, "not a record")
            }
            switch (tag, parts[1]) {
            case (.message, .bytes(let bytes)): self = .message(bytes)
            case (.revocationList, .bytes(let bytes)):
                self = .revocationList(try RevocationList(derRepresentation: bytes))
            case (.close, let value):
                guard let seconds = value.integerValue else { throw LedgerError(.corrupt, "not a period") }
                guard parts[2] == .unsigned(entry.position) else {
                    throw LedgerError(.corrupt, "not at its position")
                }
                self = .close(
                    try DeliveryPeriod(start: Timestamp(secondsSinceEpoch: seconds)),
                    position: entry.position
                )
            default: throw LedgerError(.corrupt, "not a record")
            }
        } catch {
            throw LedgerError(.corrupt, "intake entry \(entry.position): \(error)")
        }
    }
}
