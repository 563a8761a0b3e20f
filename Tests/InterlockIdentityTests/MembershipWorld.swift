import Glibc
import InterlockCrypto

@testable import InterlockFabric
@testable import InterlockIdentity

/// An organisation of Hyperledger Fabric: a root, an authority below it, and a peer.
struct MembershipWorld {
    let root: TestAuthority
    let authority: TestAuthority
    let key: SigningKey
    let peer: Certificate

    init() throws {
        self.root = try TestAuthority("Root")
        self.authority = try self.root.authority("Members", pathLength: 0)
        self.key = try SigningKey(level: .bits128)
        self.peer = try Self.member("peer0", ["peer"], of: self.authority, key: self.key.verifyingKey)
    }

    static func member(
        _ name: String,
        _ units: [String],
        of authority: TestAuthority,
        key: VerifyingKey,
        extensions: [CertificateExtension] = [],
        validity: ClosedRange<Timestamp> = CertificateWorld.validity
    ) throws -> Certificate {
        var forge = try CertificateForge(key: authority.key, issuer: authority.certificate, subjectKey: key)
        forge.subject = try DistinguishedName(commonName: name, organizationalUnits: units)
        forge.validity = validity
        for entry in extensions { forge.replace(entry) }
        return try forge.certificate()
    }

    func member(_ units: [String], extensions: [CertificateExtension] = []) throws -> Certificate {
        try Self.member("m", units, of: self.authority, key: self.key.verifyingKey, extensions: extensions)
    }

    func list(_ authority: TestAuthority, revoked: [SerialNumber] = []) throws -> RevocationList {
        try CertificateWorld.list(
            CertificateAuthority(certificate: authority.certificate, key: authority.key),
            revoked: revoked.map { RevokedCertificate(serialNumber: $0, revokedAt: CertificateWorld.start) }
        )
    }

    /// Everything in order.
    func folder() throws -> MembershipFolder {
        MembershipFolder(
            authorities: [self.root.certificate],
            intermediates: [self.authority.certificate],
            tlsAuthorities: [self.root.certificate],
            revocationLists: [try self.list(self.root), try self.list(self.authority)],
            signer: self.peer,
            nodeUnits: .standard(issuer: self.authority.certificate)
        )
    }

    func rules(_ folder: MembershipFolder, at time: Timestamp = CertificateWorld.noon) -> [MembershipDefect
        .Rule]
    {
        folder.defects(at: time).map(\.rule)
    }

    /// The effects of everything that breaks a rule.
    func effects(_ folder: MembershipFolder, _ rule: MembershipDefect.Rule) -> [MembershipDefect.Effect] {
        folder.defects(at: CertificateWorld.noon).filter { $0.rule == rule }.map(\.effect)
    }

    /// Runs `body` with the name of a folder that is not there, and removes what it makes.
    static func withScratch(_ body: (String) throws -> Void) throws {
        let scratch = "/tmp/interlock-msp-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        try FileSystem.makeFolder(scratch)
        defer { Self.remove(scratch) }
        try body("\(scratch)/msp")
    }

    private static func remove(_ path: String) {
        for name in (try? FileSystem.names(in: path)) ?? [] {
            let inner = "\(path)/\(name)"
            if FileSystem.isFolder(inner) { Self.remove(inner) } else { try? FileSystem.remove(inner) }
        }
        _ = unsafe rmdir(path)
    }

    /// The code of the error that `body` throws, and the rule that it says is broken.
    static func code<Value>(_ body: () throws -> Value) -> FabricError.Code? { Self.error(body)?.code }

    static func rule<Value>(_ body: () throws -> Value) -> MembershipDefect.Rule? {
        Self.error(body)?.defect?.rule
    }

    private static func error<Value>(_ body: () throws -> Value) -> FabricError? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? FabricError
        }
    }
}
