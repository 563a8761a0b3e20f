import ArgumentParser
import Interlock
import InterlockAuthority

struct Keygen: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Issue a participant's private key and certificate: KeyGen(MPK, AS) -> PKr.",
        discussion: """
            The attribute set is a JSON object: identity, type, permissions, credit, wallet, and any that the \
            authority's schema names. The same master key, attributes and generation give the same key, and the \
            same certificate while that is valid; the next --generation gives another.

            The delivery is encrypted: pem (PKCS#8 and certificates) and pkcs12 under the passphrase of \
            --delivery-passphrase-file, cms to the applicant's --transport certificate.

            An authority that has an identity namespace puts it before a bare identity: below North, household-1 is \
            certified as north:household-1, and the command says so.

            With --profile client, peer, orderer, administrator or gateway the certificate also has the unit of that role \
            of Hyperledger Fabric. The key is that of the attributes and the generation, whatever the profile.

            EXAMPLES
              interlock keygen --ca ca --attributes alice.json --out alice
              interlock keygen --ca ca --attributes app.json --profile client --out app
            """
    )

    @OptionGroup var authority: AuthorityOptions

    @Option(help: "The attribute set (JSON; - for standard input).", completion: .file())
    var attributes: String

    @Option(help: "The generation of the key; a re-key is the next one.")
    var generation: UInt32 = 0

    @Option(help: "What the key will be for: it signs messages.")
    var profile: EnrolmentProfile = .participant

    @OptionGroup var lifetime: LifetimeOptions
    @OptionGroup var delivery: DeliveryOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard self.profile.mayHaveAttributes, ![.transport, .implicit].contains(self.profile) else {
            throw ValidationError(
                "--profile \(self.profile.rawValue) is not for a key that signs by its attributes"
            )
        }
    }

    func run() throws {
        try self.delivery.checkFree()
        let folder = self.authority.folder
        let given = try JSON.read(self.attributes, as: AttributeSet.self)
        try folder.schema().validate(given)
        let masterKey = try self.authority.openMasterKey()
        let desk = try folder.openDesk(masterKey)
        let attributes = try desk.qualified(given)
        let validity = try self.lifetime.validity(
            under: desk.authority.certificate,
            at: .now,
            atMost: self.profile.maximumLifetime
        )
        let protection = try self.delivery.protection()
        let key = try masterKey.generateKey(for: attributes, generation: self.generation)
        // What is issued is on record before anyone has it; asked for again, it is the same.
        let issued = try desk.issue(
            CertificateOrder(
                attributes: attributes,
                key: key.verifyingKey,
                generation: self.generation,
                profile: self.profile,
                validity: validity
            ),
            at: .now
        )
        let certificate = try issued.certificate()
        try self.delivery.write(key, chain: [certificate] + folder.chain(), protection)
        desk.tell(given.identity, isCertifiedAs: issued.identity)
        let (keyFile, certificateFile) = (self.delivery.keyFile, self.delivery.certificateFile)
        try self.output.print(
            [
                "identity": attributes.identity.description, "serial": certificate.serialNumber.description,
                "key": keyFile, "certificate": certificateFile, "sha256": certificate.thumbprint.description,
            ],
            text:
                "\(certificate.subject)\nserial \(certificate.serialNumber)\n\(keyFile) \(certificateFile)"
        )
    }
}
