internal import InterlockCrypto
public import InterlockIdentity

/// What one entry of a block says.
public enum Transaction: Sendable {
    /// The ledger's beginning; the only transaction of block 0, and of no other.
    case genesis(Genesis)
    /// Certificates that messages may name from here on; they prove themselves by their chain, or by their messages.
    case certificates([Certificate], implicit: [ImplicitCertificate] = [])
    /// A CA's revocation list, which counts from here on; it proves itself by its signature.
    case revocationList(RevocationList)
    /// Endorsed trades; the proposal's COSE_Sign1, and the endorsements.
    case trades(proposal: [UInt8], endorsements: [Endorsement])

    /// A participant's signed cancel, meter reading or change of rules, which proves itself by its signature.
    case message([UInt8])

    private enum Tag: UInt64 { case genesis = 0, certificates, revocationList, trades, message }

    /// The most bytes of one transaction: 32 MiB, half of the largest block.
    ///
    /// It bounds a revocation list in a ledger (some 800,000 entries), a genesis, and a proposal with its endorsements.
    public static let maximumByteCount = Block.maximumByteCount / 2

    /// The most certificates of each kind in one transaction.
    public static let maximumCertificateCount = 1_024

    /// Certificates in as many transactions as they need.
    package static func certificates(
        _ certificates: [Certificate],
        _ implicit: [ImplicitCertificate]
    ) -> [Transaction] {
        Self.parts(certificates) { $0.derRepresentation.count }.map { .certificates($0) }
            + Self.parts(implicit) { $0.encoded.count }.map { .certificates([], implicit: $0) }
    }

    private static func parts<Value>(_ values: [Value], byteCount: (Value) -> Int) -> [[Value]] {
        var parts: [[Value]] = []
        var room = 0
        for value in values {
            // Beside its own bytes each takes the head of a byte string.
            let needed = byteCount(value) + 8
            if parts.last.map({ $0.count == Self.maximumCertificateCount || needed > room }) ?? true {
                parts.append([])
                room = Self.maximumByteCount - 64
            }
            parts[parts.count - 1].append(value)
            room -= needed
        }
        return parts
    }

    /// Refuses a transaction that no ledger takes, before anything is written.
    ///
    /// - Throws: `LedgerError` with code `limits`.
    package func checkSize() throws(LedgerError) {
        let byteCount = try self.encoded().count
        guard byteCount <= Self.maximumByteCount else {
            throw LedgerError(
                .limits,
                "a \(self.name) of \(byteCount) bytes; a ledger takes at most \(Self.maximumByteCount)"
            )
        }
    }

    /// The kind, for a person.
    private var name: String {
        switch self {
        case .genesis: "genesis"
        case .certificates: "list of certificates"
        case .revocationList: "revocation list"
        case .trades: "trade proposal"
        case .message: "message"
        }
    }

    /// The transaction that carries an endorsed proposal.
    public init(_ endorsed: Endorsed) {
        self = .trades(proposal: endorsed.proposal, endorsements: endorsed.endorsements)
    }

    /// The deterministic CBOR array; Docs/Formats.md, "Transaction".
    public func encoded() throws(LedgerError) -> [UInt8] {
        let parts: [CBOR] =
            switch self {
            case .genesis(let genesis): [.unsigned(Tag.genesis.rawValue), .bytes(try genesis.encoded())]
            case .certificates(let certificates, let implicit):
                [
                    .unsigned(Tag.certificates.rawValue),
                    .array(certificates.map { .bytes($0.derRepresentation) }),
                ] + (implicit.isEmpty ? [] : [.array(implicit.map { .bytes($0.encoded) })])
            case .revocationList(let list):
                [.unsigned(Tag.revocationList.rawValue), .bytes(list.derRepresentation)]
            case .trades(let proposal, let endorsements):
                [
                    .unsigned(Tag.trades.rawValue), .bytes(proposal),
                    .array(endorsements.map { .bytes($0.encoded) }),
                ]
            case .message(let message): [.unsigned(Tag.message.rawValue), .bytes(message)]
            }
        return CBOR.array(parts).encoded()
    }

    /// Reads a transaction.
    ///
    /// - Throws: `LedgerError` with code `malformed`.
    public init(decoding bytes: [UInt8]) throws(LedgerError) {
        do {
            let parts = try CBOR(decoding: bytes).arrayValue ?? []
            guard case .unsigned(let number) = parts.first, let tag = Tag(rawValue: number) else {
                throw LedgerError(.malformed, "not a transaction of a known kind")
            }
            switch (tag, parts.count) {
            case (.genesis, 2): self = .genesis(try Genesis(decoding: Self.bytes(parts[1])))
            case (.certificates, 2): self = .certificates(try Self.certificates(parts[1]))
            case (.certificates, 3):
                let encoded = try Self.byteStrings(parts[2], limit: Self.maximumCertificateCount)
                // One transaction has one encoding: where there are none, nothing says so.
                guard !encoded.isEmpty else { throw LedgerError(.malformed, "no implicit certificates") }
                self = .certificates(
                    try Self.certificates(parts[1]),
                    implicit: try encoded.map { try ImplicitCertificate(encoded: $0) }
                )
            case (.revocationList, 2):
                self = .revocationList(try RevocationList(derRepresentation: Self.bytes(parts[1])))
            case (.trades, 3):
                let endorsements = try Self.byteStrings(parts[2], limit: 64).map { Endorsement(encoded: $0) }
                self = .trades(proposal: try Self.bytes(parts[1]), endorsements: endorsements)
            case (.message, 2): self = .message(try Self.bytes(parts[1]))
            default: throw LedgerError(.malformed, "a transaction of \(parts.count) parts")
            }
        } catch let error as LedgerError {
            throw error
        } catch {
            throw LedgerError(.malformed, "the transaction: \(error)")
        }
    }

    private static func certificates(_ value: CBOR) throws -> [Certificate] {
        try Self.byteStrings(value, limit: Self.maximumCertificateCount).map {
            try Certificate(derRepresentation: $0)
        }
    }

    private static func bytes(_ value: CBOR) throws(LedgerError) -> [UInt8] {
        guard let bytes = value.bytesValue else { throw LedgerError(.malformed, "expected a byte string") }
        return bytes
    }

    private static func byteStrings(_ value: CBOR, limit: Int) throws(LedgerError) -> [[UInt8]] {
        guard let values = value.arrayValue, values.count <= limit else {
            throw LedgerError(.malformed, "expected an array of at most \(limit) byte strings")
        }
        var strings: [[UInt8]] = []
        for value in values { strings.append(try Self.bytes(value)) }
        return strings
    }
}
