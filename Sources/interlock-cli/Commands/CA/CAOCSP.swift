import ArgumentParser
import Interlock
import InterlockAuthority

struct CAOCSP: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ocsp",
        abstract: "Sign an OCSP response: about certificates, to be stapled or handed out, or to a request.",
        discussion: """
            EXAMPLES
              interlock ca ocsp --ca ca --cert alice.cert.pem --out alice.ocsp --hours 24
              interlock ca ocsp --ca ca --request request.ocsp --out response.ocsp
            """
    )

    @OptionGroup var authority: AuthorityOptions

    @Option(help: "A certificate of the authority to speak about.", completion: .file())
    var cert: [String] = []

    @Option(help: "Answer this request (DER) instead.", completion: .file())
    var request: String?

    @Option(help: "Write the response (DER) here.", completion: .file())
    var out: String

    @Option(help: "For how many hours the response speaks; no longer than the revocation list.")
    var hours: Int64 = 24

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard self.cert.isEmpty != (self.request == nil) else {
            throw ValidationError("either --cert or --request")
        }
        guard (1...87_600).contains(self.hours) else { throw ValidationError("--hours is 1 to 87600") }
    }

    func run() throws {
        try FileSystem.checkFree(self.out)
        let request = try self.request.map {
            try FileSystem.read($0, limit: OCSPRequest.byteLimit + 1)
        }
        let certificates = try self.cert.map { try CertificateFile.read($0)[0] }
        let desk = try self.authority.openDesk()
        let (responder, now) = (try desk.responder(lifetime: self.hours * 3_600), try desk.moment(at: .now))
        let answer =
            try request.map { responder.respond(to: $0, at: now) }
            ?? responder.presign(certificates, at: now).derRepresentation
        try FileSystem.create(self.out, mode: 0o644, answer)
        let response = try OCSPResponse(derRepresentation: answer)
        try self.output.print(ShownResponse(response), text: ShownResponse(response).text)
    }
}
