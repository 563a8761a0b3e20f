import Glibc
import Interlock

/// A certificate authority's folder: what `setup` makes and the other commands work on.
///
///     master.key      the sealed master key (0600)
///     ca.cert.pem     the root certificate
///     schema.json     the attribute schema
///     issued/         one certificate a file, named by serial number
///     revoked.json    what was revoked, when and why; and the number of the last list
///     crl.pem         the newest revocation list
struct AuthorityFolder {
    let path: String

    var masterKeyFile: String { "\(self.path)/master.key" }
    var certificateFile: String { "\(self.path)/ca.cert.pem" }
    var schemaFile: String { "\(self.path)/schema.json" }
    var revokedFile: String { "\(self.path)/revoked.json" }
    var revocationListFile: String { "\(self.path)/crl.pem" }
    func issuedFile(_ serial: SerialNumber) -> String { "\(self.path)/issued/\(serial).pem" }

    /// How long a revocation list is good for.
    static let revocationListSeconds: Int64 = 7 * 86_400

    /// Makes a new authority; nothing of another may be there.
    static func make(
        at path: String,
        name: String,
        level: SecurityLevel,
        validity: ClosedRange<Timestamp>,
        schema: AttributeSchema,
        passphrase: borrowing SecretBytes
    ) throws -> CertificateAuthority {
        let folder = AuthorityFolder(path: path)
        try FileSystem.makeFolder("\(path)/issued", mode: 0o700)
        guard !FileSystem.exists(folder.masterKeyFile) else {
            throw Failure(
                .usage,
                "\(folder.masterKeyFile): there is a master key already; it is never overwritten"
            )
        }
        let masterKey = try MasterKey.setup(level: level)
        let authority = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "\(name) Root CA", organization: name),
            key: masterKey.authorityKey(),
            validity: validity
        )
        // The master key comes last: where it is not there, nothing is, and making may begin again.
        try FileSystem.replace(
            folder.certificateFile,
            mode: 0o644,
            Array(authority.certificate.pemRepresentation.utf8)
        )
        try FileSystem.replace(folder.schemaFile, mode: 0o644, Array((JSON.text(schema) + "\n").utf8))
        try folder.publish(Revocations(), by: authority, at: validity.lowerBound)
        try FileSystem.create(folder.masterKeyFile, mode: 0o600, masterKey.sealed(passphrase: passphrase))
        return authority
    }

    /// Lets one process at a time change what is revoked.
    func withLock<Result>(_ body: () throws -> Result) throws -> Result {
        let path = "\(self.path)/lock"
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError("open", path) }
        defer { _ = close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else { throw FileError("lock", path) }
        return try body()
    }

    func openMasterKey(_ passphrase: borrowing SecretBytes) throws -> MasterKey {
        try MasterKey(sealed: FileSystem.read(self.masterKeyFile, limit: 4_096), passphrase: passphrase)
    }

    func openAuthority(_ masterKey: borrowing MasterKey) throws -> CertificateAuthority {
        try CertificateAuthority(certificate: self.certificate(), key: masterKey.authorityKey())
    }

    func certificate() throws -> Certificate {
        guard let certificate = try CertificateFile.read(self.certificateFile).first else {
            throw Failure(.usage, "\(self.certificateFile): no certificate in it")
        }
        return certificate
    }

    func schema() throws -> AttributeSchema { try JSON.read(self.schemaFile) }

    func revocations() throws -> Revocations { try JSON.read(self.revokedFile) }

    /// Writes down what is revoked, and the list that says so; the list first, since it is what others go by.
    func publish(_ revocations: Revocations, by authority: CertificateAuthority, at moment: Timestamp) throws
    {
        var revocations = revocations
        revocations.lastNumber += 1
        let list = try revocations.list(
            by: authority,
            at: moment,
            until: moment.adding(seconds: Self.revocationListSeconds)
        )
        try FileSystem.replace(self.revocationListFile, mode: 0o644, Array(list.pemRepresentation.utf8))
        try FileSystem.replace(self.revokedFile, mode: 0o644, Array((JSON.text(revocations) + "\n").utf8))
    }
}

/// What an authority has revoked, as `revoked.json` keeps it.
struct Revocations: Codable {
    struct Entry: Codable {
        var serial: String
        var at: Timestamp
        var reason: String
    }

    /// The number of the last list.
    var lastNumber: UInt64 = 0
    var revoked: [Entry] = []

    func list(by authority: CertificateAuthority, at moment: Timestamp, until: Timestamp) throws
        -> RevocationList
    {
        let entries = try self.revoked.map { entry in
            guard let serial = SerialNumber(entry.serial), let reason = RevocationReason(entry.reason) else {
                throw Failure(.usage, "revoked.json: \(entry.serial) \(entry.reason) is no revocation")
            }
            return RevokedCertificate(serialNumber: serial, revokedAt: entry.at, reason: reason)
        }
        return try authority.revocationList(
            revoked: entries,
            number: self.lastNumber,
            thisUpdate: moment,
            nextUpdate: until
        )
    }
}
