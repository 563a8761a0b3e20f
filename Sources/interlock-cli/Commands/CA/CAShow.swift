import ArgumentParser
import Interlock
import InterlockAuthority

struct CAShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a certificate that an authority has issued, or print it; needs no passphrase.",
        discussion: """
            EXAMPLES
              interlock ca show --ca ca 5f1c…
              interlock ca show --ca ca 5f1c… --pem > alice.cert.pem
            """
    )

    @Option(help: "The authority's folder.", completion: .directory)
    var ca: String

    @Argument(help: "The certificate's serial number, in hexadecimal.")
    var serial: String

    @Flag(help: "Print the certificate and those above it in PEM.")
    var pem = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard SerialNumber(self.serial) != nil else {
            throw ValidationError("the serial number is not one in hex")
        }
        guard !self.pem || !self.output.json else { throw ValidationError("either --pem or --json") }
    }

    func run() throws {
        let folder = AuthorityFolder(path: self.ca)
        guard let serial = SerialNumber(self.serial), let issued = try folder.openStore().certificate(serial)
        else {
            throw Failure(.no, "\(self.serial): \(self.ca) has issued no such certificate")
        }
        if self.pem, issued.isImplicit {
            return Terminal.print(String(try issued.implicitCertificate().pemRepresentation.dropLast()))
        }
        if self.pem {
            let chain = try [issued.certificate()] + folder.chain()
            let text = chain.map(\.pemRepresentation).joined()
            return Terminal.print(String(text.dropLast()))
        }
        let shown = ShownCertificate(issued, at: .now)
        try self.output.print(shown, text: shown.text)
    }
}
