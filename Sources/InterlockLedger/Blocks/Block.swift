public import InterlockCrypto

/// What a block's hash covers.
public struct BlockHeader: Hashable, Sendable {
    /// The block's number, from 0 on.
    public let number: UInt64
    /// The hash of the header before; zero for block 0.
    public let previousHash: Digest
    /// The Merkle root of the transactions (RFC 9162).
    public let dataHash: Digest
    /// The time of the last log entry that the block accounts for.
    public let time: Timestamp
    /// The position of that entry.
    public let lastLogPosition: UInt64

    private enum Label: Int64, CaseIterable { case number = 1, previousHash, dataHash, time, lastLogPosition }

    init(number: UInt64, previousHash: Digest, dataHash: Digest, time: Timestamp, lastLogPosition: UInt64) {
        self.number = number
        self.previousHash = previousHash
        self.dataHash = dataHash
        self.time = time
        self.lastLogPosition = lastLogPosition
    }

    /// SHA-256 of the header's deterministic CBOR.
    public var hash: Digest { Digest(hashing: self.cbor.encoded()) }

    var cbor: CBOR {
        .map([
            (.integer(Label.number.rawValue), .unsigned(self.number)),
            (.integer(Label.previousHash.rawValue), .bytes(self.previousHash.rawRepresentation)),
            (.integer(Label.dataHash.rawValue), .bytes(self.dataHash.rawRepresentation)),
            (.integer(Label.time.rawValue), .integer(self.time.secondsSinceEpoch)),
            (.integer(Label.lastLogPosition.rawValue), .unsigned(self.lastLogPosition)),
        ])
    }

    init(cbor: CBOR) throws(LedgerError) {
        guard let fields = cbor.mapValue, fields.count == Label.allCases.count,
            case .unsigned(let number) = fields[.integer(Label.number.rawValue)],
            let previous = Self.digest(fields, .previousHash), let data = Self.digest(fields, .dataHash),
            let time = fields[.integer(Label.time.rawValue)]?.integerValue,
            case .unsigned(let position) = fields[.integer(Label.lastLogPosition.rawValue)]
        else { throw LedgerError(.malformed, "not a block header") }
        guard max(number, position) < SegmentFolder.numberLimit else {
            throw LedgerError(
                .malformed,
                "block \(number): its number or log position \(position) is too large"
            )
        }
        self.init(
            number: number,
            previousHash: previous,
            dataHash: data,
            time: Timestamp(secondsSinceEpoch: time),
            lastLogPosition: position
        )
    }

    private static func digest(_ fields: CBORMap, _ label: Label) -> Digest? {
        fields[.integer(label.rawValue)]?.bytesValue.flatMap { try? Digest(rawRepresentation: $0) }
    }
}

/// A block: a header, and the transactions that its Merkle root covers.
public struct Block: Hashable, Sendable {
    /// The header.
    public let header: BlockHeader
    /// The transactions' bytes, in order.
    public let transactions: [[UInt8]]

    /// The largest encoded block: what a reader decodes.
    public static let maximumByteCount = CBORLimits.standard.byteCount

    /// Puts a batch after the block before.
    init(_ batch: BlockCutter.Batch, after previous: BlockHeader?) {
        self.transactions = batch.transactions
        self.header = BlockHeader(
            number: previous.map { $0.number + 1 } ?? 0,
            previousHash: previous?.hash ?? .zero,
            dataHash: MerkleTree.root(batch.transactions.map(MerkleTree.leafHash)),
            time: batch.time,
            lastLogPosition: batch.lastLogPosition
        )
    }

    /// The deterministic CBOR array [header, [transaction, …]]; Docs/Formats.md, "Block".
    public func encoded() -> [UInt8] {
        CBOR.array([self.header.cbor, .array(self.transactions.map { .bytes($0) })]).encoded()
    }

    /// Reads a block; its Merkle root must be that of its transactions.
    ///
    /// - Throws: `LedgerError` with code `malformed`, or `corrupt` for another Merkle root.
    public init(decoding bytes: [UInt8]) throws(LedgerError) {
        guard let parts = try? CBOR(decoding: bytes).arrayValue, parts.count == 2,
            let values = parts[1].arrayValue
        else { throw LedgerError(.malformed, "not a block") }
        self.header = try BlockHeader(cbor: parts[0])
        self.transactions = values.compactMap(\.bytesValue)
        guard self.transactions.count == values.count, !values.isEmpty else {
            throw LedgerError(
                .malformed,
                "block \(self.header.number): a transaction that is not a byte string, or none"
            )
        }
        guard MerkleTree.root(self.transactions.map(MerkleTree.leafHash)) == self.header.dataHash else {
            throw LedgerError(
                .corrupt,
                "block \(self.header.number): the transactions are not those of the header"
            )
        }
    }

    /// Why this block cannot follow `previous`; nil where it can.
    func fault(after previous: BlockHeader?) -> String? {
        let (number, hash) = (previous.map { $0.number + 1 } ?? 0, previous?.hash ?? .zero)
        guard self.header.number == number else {
            return "block \(self.header.number) where \(number) should be"
        }
        guard self.header.previousHash == hash else {
            return "its previous hash is not that of the block before"
        }
        guard let previous else { return nil }
        guard self.header.time >= previous.time else { return "its time is before that of the block before" }
        guard self.header.lastLogPosition > previous.lastLogPosition else {
            return "its log position is not later"
        }
        return nil
    }
}
