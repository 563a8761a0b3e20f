import Interlock

/// A transaction as `ledger show` prints it: one JSON object, of which `kind` says what else is in it.
struct ShownTransaction: Encodable {
    var kind: String
    var genesis: GenesisContents?
    var certificates: [NamedCertificate]?
    var implicitCertificates: [NamedCertificate]?
    var revocationList: ListSummary?
    var trades: [ShownTrade]?
    /// The number of peers that have endorsed the trades.
    var endorsements: Int?
    var cancel: Cancel?
    var reading: MeterReading?
    var rules: RuleChange?
    /// The reason why the transaction cannot be read.
    var fault: String?

    var text: String {
        switch self.kind {
        case "genesis": "genesis of the market \(self.genesis?.rules.market.description ?? "")"
        case "certificates":
            "\(self.certificates?.count ?? 0) certificates, \(self.implicitCertificates?.count ?? 0) implicit"
        case "revocationList":
            "revocation list \(self.revocationList?.number ?? 0) of \(self.revocationList?.issuer ?? "")"
        case "trades":
            (["\(self.trades?.count ?? 0) trades, \(self.endorsements ?? 0) endorsements"]
                + (self.trades ?? []).map { "  \($0.text)" }).joined(separator: "\n")
        case "cancel":
            self.cancel.map { "cancel of the order \($0.order) by \($0.participant)" } ?? ""
        case "reading":
            self.reading.map {
                "reading of \($0.owner), \($0.period), \($0.consumed) consumed, \($0.generated) generated"
            } ?? ""
        case "rules": "new rules by \(self.rules?.participant.description ?? "")"
        default: "malformed: \(self.fault ?? "")"
        }
    }
}

struct GenesisContents: Encodable {
    var edition: Int
    var rules: MarketRules
    var matchingCentre: ParticipantID
    var endorsement: EndorsementPolicy
    var batchSize: BatchSize
    var policies: String
    var schema: AttributeSchema
    var anchors: [NamedCertificate]
}

struct NamedCertificate: Encodable {
    var subject: String
    var serial: String
    var sha256: String

    init(_ certificate: Certificate) {
        self.subject = "\(certificate.subject)"
        self.serial = certificate.serialNumber.description
        self.sha256 = certificate.thumbprint.description
    }

    init(_ certificate: ImplicitCertificate) {
        self.subject = certificate.attributes.identity.description
        self.serial = certificate.serialNumber.description
        self.sha256 = certificate.thumbprint.description
    }
}

struct ListSummary: Encodable {
    var issuer: String
    var number: RevocationListNumber
    var thisUpdate: Timestamp
    var nextUpdate: Timestamp
    var revoked: Int
}

extension ShownTransaction {
    /// Reads transactions in the ledger's sequence: trades name their route by the centre that the genesis names.
    struct Reader {
        private var matchingCentre: ParticipantID?

        mutating func read(_ encoded: [UInt8]) -> ShownTransaction {
            do {
                return try self.shown(Transaction(decoding: encoded))
            } catch {
                return ShownTransaction(kind: "malformed", fault: "\(error)")
            }
        }

        private mutating func shown(_ transaction: Transaction) throws -> ShownTransaction {
            switch transaction {
            case .genesis(let genesis):
                self.matchingCentre = self.matchingCentre ?? genesis.matchingCentre
                return ShownTransaction(
                    kind: "genesis",
                    genesis: GenesisContents(
                        edition: genesis.edition.rawValue,
                        rules: genesis.rules,
                        matchingCentre: genesis.matchingCentre,
                        endorsement: genesis.endorsement,
                        batchSize: genesis.batchSize,
                        policies: genesis.policies,
                        schema: genesis.schema,
                        anchors: genesis.anchors.map { NamedCertificate($0) }
                    )
                )
            case .certificates(let certificates, let implicit):
                return ShownTransaction(
                    kind: "certificates",
                    certificates: certificates.map { NamedCertificate($0) },
                    implicitCertificates: implicit.map { NamedCertificate($0) }
                )
            case .revocationList(let list):
                return ShownTransaction(
                    kind: "revocationList",
                    revocationList: ListSummary(
                        issuer: list.issuer,
                        number: list.number,
                        thisUpdate: list.thisUpdate,
                        nextUpdate: list.nextUpdate,
                        revoked: list.entries.count
                    )
                )
            case .trades(let proposal, let endorsements):
                return ShownTransaction(
                    kind: "trades",
                    trades: try self.trades(proposal),
                    endorsements: endorsements.count
                )
            case .message(let bytes): return try Self.message(bytes)
            }
        }

        private func trades(_ proposal: [UInt8]) throws -> [ShownTrade] {
            guard let centre = self.matchingCentre else {
                throw Failure(.no, "trades before the genesis")
            }
            let payload = try CBOR(decoding: COSESign1(decoding: proposal, limits: .standard).payload)
            // Docs/Formats.md, "Trade proposal": 4 holds the trades.
            let trades = payload.mapValue?[4]?.arrayValue ?? []
            return try trades.map { ShownTrade(try Trade(cbor: $0, matchingCentre: centre)) }
        }

        private static func message(_ bytes: [UInt8]) throws -> ShownTransaction {
            let message = try COSESign1(decoding: bytes)
            switch message.contentType {
            case Cancel.kind.contentType:
                return ShownTransaction(kind: "cancel", cancel: try Cancel(payload: message.payload))
            case MeterReading.kind.contentType:
                return ShownTransaction(kind: "reading", reading: try MeterReading(payload: message.payload))
            case RuleChange.kind.contentType:
                return ShownTransaction(kind: "rules", rules: try RuleChange(payload: message.payload))
            default: throw Failure(.no, "a message of the unknown kind \(message.contentType ?? "none")")
            }
        }
    }
}
