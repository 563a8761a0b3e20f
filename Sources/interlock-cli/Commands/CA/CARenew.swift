import ArgumentParser
import Interlock
import InterlockAuthority

struct CARenew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew",
        abstract: "Issue a further certificate for the same key and attributes, before the newest one ends.",
        discussion: """
            EXAMPLE
              interlock ca renew --ca ca --serial 5f1c… --out alice-2027
            """
    )

    @OptionGroup var authority: AuthorityOptions

    @Option(help: "The serial number of the newest certificate of the key, in hexadecimal.")
    var serial: String

    @Option(help: "The holder's request, by which it proves that it still has the key.", completion: .file())
    var request: String?

    @Option(help: "Write PREFIX.cert.pem.")
    var out: String

    @OptionGroup var lifetime: LifetimeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard SerialNumber(self.serial) != nil else {
            throw ValidationError("--serial is not a serial number in hex")
        }
    }

    func run() throws {
        let issuing = try Issuing(out: self.out)
        guard let serial = SerialNumber(self.serial) else { throw Failure(.usage, "--serial") }
        let desk = try self.authority.openDesk()
        if let request { try self.check(RequestFile.read(request), desk, serial) }
        let profile = try desk.store.certificate(serial).flatMap { EnrolmentProfile(rawValue: $0.profile) }
        let validity = try self.lifetime.validity(
            under: desk.authority.certificate,
            at: .now,
            atMost: profile?.maximumLifetime ?? EnrolmentProfile.participant.maximumLifetime
        )
        let issued = try desk.renew(serial, validity: validity, at: .now)
        try issuing.finish(issued, above: self.authority.folder.chain(), self.output)
    }

    private func check(_ request: VerifiedRequest, _ desk: AuthorityDesk, _ serial: SerialNumber) throws {
        guard try desk.store.certificate(serial)?.certificate().verifyingKey == request.key else {
            throw Failure(.no, "\(self.request ?? ""): is not by the key of \(serial)")
        }
    }
}
