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
        let file = "\(self.out).cert.pem"
        try FileSystem.checkFree(file)
        guard let serial = SerialNumber(self.serial) else { throw Failure(.usage, "--serial") }
        let desk = try self.authority.openDesk()
        let validity = try self.lifetime.validity(under: desk.authority.certificate, at: .now)
        let issued = try desk.renew(serial, validity: validity, at: .now)
        try CertificateFile.create(file, [issued.certificate()] + self.authority.folder.chain())
        try self.output.print(
            ["identity": issued.identity, "serial": issued.serialNumber.description, "certificate": file],
            text: "\(issued.subject)\nserial \(issued.serialNumber)\n\(file)"
        )
    }
}
