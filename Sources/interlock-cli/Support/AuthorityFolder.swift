import Glibc
import Interlock
import InterlockAuthority

/// A certificate authority's folder: what `setup` makes and the other commands work on.
///
///     master.key      the sealed master key (0600)
///     ca.cert.pem     its certificate
///     schema.json     the attribute schema
///     chain.pem       the certificates of the authorities above it, its issuer's first; a root has none
///     authority.sqlite, journal    what was issued and revoked, and how it came to be: the ``AuthorityStore``
///     implicit.cert.pem    the certificate of its issuer of implicit certificates, where it has one
///     crl.pem         the newest revocation list
///     journal.head    the journal's head as of that list
struct AuthorityFolder {
    let path: String

    var masterKeyFile: String { "\(self.path)/master.key" }
    var certificateFile: String { "\(self.path)/ca.cert.pem" }
    var schemaFile: String { "\(self.path)/schema.json" }
    var chainFile: String { "\(self.path)/chain.pem" }
    var revocationListFile: String { "\(self.path)/crl.pem" }
    var headFile: String { "\(self.path)/journal.head" }

    /// Makes a new authority; nothing of another may be there.
    ///
    /// Its records begin at `moment`, which is the beginning of its certificate where it is left out.
    static func make(
        at path: String,
        name: String,
        level: SecurityLevel,
        validity: ClosedRange<Timestamp>,
        at moment: Timestamp? = nil,
        schema: AttributeSchema,
        namespace: IdentityNamespace? = nil,
        passphrase: borrowing SecretBytes
    ) throws -> CertificateAuthority {
        let folder = AuthorityFolder(path: path)
        try FileSystem.makeFolder(path, mode: 0o700)
        try folder.checkFree()
        let masterKey = try MasterKey.setup(level: level)
        let authority = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "\(name) Root CA", organization: name),
            key: masterKey.authorityKey(),
            validity: validity,
            grant: namespace.map { try AttributeGrant(everythingIn: schema, for: $0) }
        )
        // The master key comes last: where it is not there, nothing is, and making may begin again.
        try folder.write(schema)
        try folder.begin(authority, masterKey, at: moment ?? validity.lowerBound)
        try FileSystem.create(folder.masterKeyFile, mode: 0o600, masterKey.sealed(passphrase: passphrase))
        return authority
    }

    func write(_ schema: AttributeSchema) throws {
        try FileSystem.replace(self.schemaFile, mode: 0o644, Array((JSON.text(schema) + "\n").utf8))
    }

    /// Takes the certificate of an authority below another, and those above it.
    func install(_ chain: [Certificate], _ masterKey: borrowing MasterKey, at moment: Timestamp) throws {
        let authority = try CertificateAuthority(certificate: chain[0], key: masterKey.authorityKey())
        let above = chain.dropFirst().map(\.pemRepresentation).joined()
        try FileSystem.replace(self.chainFile, mode: 0o644, Array(above.utf8))
        try self.begin(authority, masterKey, at: moment)
    }

    /// Writes the certificate, and down that the authority has it; makes the store where there is none.
    private func begin(
        _ authority: CertificateAuthority,
        _ masterKey: borrowing MasterKey,
        at moment: Timestamp
    ) throws {
        let pem = authority.certificate.pemRepresentation
        try FileSystem.replace(self.certificateFile, mode: 0o644, Array(pem.utf8))
        let isThere = AuthorityStore.exists(in: self.path)
        let desk = try AuthorityDesk(
            store: isThere ? AuthorityStore(opening: self.path) : AuthorityStore.create(in: self.path),
            certificate: authority.certificate,
            key: masterKey.authorityKey(),
            schema: self.schema()
        )
        try desk.begin(at: moment)
        try self.publish(desk.publish(at: moment))
    }

    /// Says that no authority is there; what the making of one that was killed has left goes away.
    private func checkFree() throws {
        guard !FileSystem.exists(self.masterKeyFile) else {
            throw Failure(
                .usage,
                "\(self.masterKeyFile): there is a master key already; it is never overwritten"
            )
        }
        if AuthorityStore.exists(in: self.path) { try AuthorityStore.remove(in: self.path) }
    }

    func openMasterKey(_ passphrase: PassphraseOptions) throws -> MasterKey {
        try self.openMasterKey(passphrase.read(for: "the master key of \(self.path)"))
    }

    func openMasterKey(_ passphrase: borrowing SecretBytes, file: String? = nil) throws -> MasterKey {
        let file = file ?? self.masterKeyFile
        let sealed = try FileSystem.read(file, limit: 4_096)
        do {
            return try MasterKey(sealed: sealed, passphrase: passphrase)
        } catch {
            throw Failure(error.code == .wrongPassphrase ? .no : .usage, "\(file): \(error)")
        }
    }

    /// Opens the desk, and publishes again what a process that was killed has not.
    func openDesk(_ masterKey: borrowing MasterKey) throws -> AuthorityDesk {
        let desk = try AuthorityDesk(
            store: self.openStore(),
            certificate: self.certificate(),
            key: masterKey.authorityKey(),
            above: Array(self.chain().dropFirst()),
            schema: self.schema()
        )
        try Self.tellClock(desk)
        try self.publishAgain(desk)
        return desk
    }

    /// Tells of a clock that went back; the desk dates what it does as its last act.
    private static func tellClock(_ desk: AuthorityDesk) throws {
        let (clock, moment) = (Timestamp.now, try desk.moment(at: .now))
        guard moment > clock else { return }
        Terminal.warn(
            "the clock says \(clock), but the authority's last act was at \(moment): what is done now is dated \(moment)"
        )
    }

    /// Publishes the newest list unless it is published; what is there and cannot be read is an output, and made anew.
    private func publishAgain(_ desk: AuthorityDesk) throws {
        let lists = (try? CertificateFile.readRevocationLists(self.revocationListFile)) ?? []
        let head = try? FileSystem.read(self.headFile, limit: 1 << 16)
        guard let newest = try desk.unpublishedList(besides: lists, head: head) else { return }
        do {
            try self.write(newest)
        } catch {
            Terminal.warn("\(error); list \(newest.number) is not published")
        }
    }

    func openStore() throws -> AuthorityStore {
        guard AuthorityStore.exists(in: self.path) || !FileSystem.exists("\(self.path)/revoked.json") else {
            throw Failure(.usage, "\(self.path): was made by a version that had no store; make it anew")
        }
        return try AuthorityStore(opening: self.path)
    }

    func certificate() throws -> Certificate {
        guard let certificate = try CertificateFile.read(self.certificateFile).first else {
            throw Failure(.usage, "\(self.certificateFile): no certificate in it")
        }
        return certificate
    }

    /// The authority's certificate, and those above it.
    func chain() throws -> [Certificate] {
        let above = FileSystem.exists(self.chainFile) ? try CertificateFile.read(self.chainFile) : []
        return [try self.certificate()] + above
    }

    func schema() throws -> AttributeSchema { try JSON.read(self.schemaFile) }

    /// Writes down what others go by; the list first.
    func publish(_ publication: AuthorityDesk.Publication) throws {
        try self.write(publication.list)
        try FileSystem.replace(self.headFile, mode: 0o644, publication.head.encoded)
    }

    private func write(_ list: RevocationList) throws {
        try FileSystem.replace(self.revocationListFile, mode: 0o644, Array(list.pemRepresentation.utf8))
    }
}
