import GRDB
import InterlockCrypto
import InterlockIdentity
import MarketTestSupport

@testable import InterlockAuthority

/// An authority with a store of its own, and applicants for it.
final class AuthorityWorld {
    static let start = Timestamp(secondsSinceEpoch: 1_781_485_200)
    static let year: ClosedRange<Timestamp> = start...start.adding(seconds: 365 * 86_400)

    let folder: TemporaryFolder
    let certificate: Certificate
    let key: SigningKey
    private(set) var desk: AuthorityDesk

    init() throws {
        self.folder = try TemporaryFolder()
        self.key = try SigningKey(level: .bits128)
        self.certificate = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Test Root CA", organization: "Test"),
            key: self.key,
            validity: Self.start...Self.start.adding(seconds: 3_650 * 86_400)
        ).certificate
        self.desk = try AuthorityDesk(
            store: AuthorityStore.create(in: self.folder.path),
            certificate: self.certificate,
            key: self.key
        )
        try self.desk.begin(at: Self.start)
    }

    /// Opens the store anew, as another process would.
    func reopened(in path: String? = nil) throws -> AuthorityDesk {
        try AuthorityDesk(
            store: AuthorityStore(opening: path ?? self.folder.path),
            certificate: self.certificate,
            key: self.key
        )
    }

    func audit(_ path: String? = nil, published: [UInt8]? = nil) throws -> JournalAudit {
        try JournalAudit(folder: path ?? self.folder.path, authority: self.certificate, published: published)
    }

    /// Changes a store behind the library's back.
    func execute(_ sql: String, in path: String? = nil) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(
            path: "\(path ?? self.folder.path)/\(AuthorityStore.databaseName)",
            configuration: configuration
        )
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// Moves what is in SQLite's log to the database's own file.
    func checkpoint() throws {
        let queue = try DatabaseQueue(path: "\(self.folder.path)/\(AuthorityStore.databaseName)")
        try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try queue.close()
    }

    static func attributes(_ name: String, credit: Int64 = 700) throws -> AttributeSet {
        try AttributeSet(
            identity: ParticipantID(name),
            type: .buyer,
            permissions: ["SubmitDemand"],
            creditReport: credit,
            walletAddress: "0x" + String(repeating: "5a", count: 20)
        )
    }

    static func order(
        _ name: String,
        key: VerifyingKey? = nil,
        generation: UInt32 = 0,
        credit: Int64 = 700
    ) throws -> CertificateOrder {
        CertificateOrder(
            attributes: try Self.attributes(name, credit: credit),
            key: try key ?? SigningKey(level: .bits128).verifyingKey,
            generation: generation,
            validity: Self.year
        )
    }
}
