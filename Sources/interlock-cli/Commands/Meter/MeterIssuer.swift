import ArgumentParser
import Interlock
import InterlockAuthority

struct MeterIssuer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issuer",
        abstract:
            "Make an authority's issuer of implicit certificates: a key and an X.509 certificate of its own.",
        discussion: """
            The key is derived from the master key and does nothing else. The certificate is written to \
            FOLDER/implicit.cert.pem, for meters and markets; called again, the command writes it again.

            EXAMPLE
              interlock meter issuer --ca ca --grant meters.json
            """
    )

    @OptionGroup var authority: AuthorityOptions

    @Option(help: "The issuer's common name.")
    var name = "Meters"

    @Option(
        help: "Which attributes it may assert (JSON); those of this authority where it is left out.",
        completion: .file()
    )
    var grant: String?

    @OptionGroup var lifetime: LifetimeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let grant = try self.grant.map { try JSON.read($0, as: AttributeGrant.self) }
        let folder = self.authority.folder
        let masterKey = try folder.openMasterKey(self.authority.passphrase)
        let desk = try folder.openDesk(masterKey)
        let issuer = try folder.makeImplicitAuthority(
            desk,
            masterKey,
            named: self.name,
            validity: self.lifetime.validity(
                under: desk.authority.certificate,
                at: .now,
                atMost: EnrolmentProfile.implicitIssuer.maximumLifetime
            ),
            grant: grant,
            at: .now
        ).issuer
        try self.output.print(
            [
                "certificate": folder.implicitIssuerFile, "subject": issuer.certificate.subject,
                "serial": issuer.certificate.serialNumber.description,
                "identifier": issuer.identifier.hexString,
            ],
            text:
                "\(issuer.certificate.subject)\nserial \(issuer.certificate.serialNumber)\n\(folder.implicitIssuerFile)"
        )
    }
}
