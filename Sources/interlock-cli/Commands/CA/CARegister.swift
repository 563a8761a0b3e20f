import ArgumentParser
import Interlock
import InterlockAuthority

struct CARegister: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Make a one-time token by which an applicant is enrolled with a key of its own.",
        discussion: """
            The authority decides here what the certificate will say; the applicant's request proves its key. The \
            token is printed once and cannot be had again: only its hash is kept. A bare identity gets the authority's \
            namespace before it.

            EXAMPLE
              interlock ca register --ca ca --attributes alice.json --hours 72 > alice.token
            """
    )

    @OptionGroup var authority: AuthorityOptions

    @Option(help: "The attribute set (JSON; - for standard input).", completion: .file())
    var attributes: String

    @Option(help: "What the key will be for.")
    var profile: EnrolmentProfile = .participant

    @Option(help: "How many hours the token is good for.")
    var hours: Int64 = 72

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard self.profile.mayHaveAttributes else {
            throw ValidationError("--profile is one with attributes")
        }
        guard (1...8_760).contains(self.hours) else { throw ValidationError("--hours is 1 to 8760") }
    }

    func run() throws {
        let given = try JSON.read(self.attributes, as: AttributeSet.self)
        try self.authority.folder.schema().validate(given)
        let desk = try self.authority.openDesk()
        let expires = try desk.moment(at: .now).adding(seconds: self.hours * 3_600)
        let attributes = try desk.qualified(given)
        let secret = try desk.register(attributes, profile: self.profile, expires: expires, at: .now)
        let token = String(decoding: secret.text().publicCopy(), as: UTF8.self)
        try self.output.print(
            ["token": token, "identity": attributes.identity.description, "expires": expires.description],
            text: token
        )
        desk.tell(given.identity, isCertifiedAs: attributes.identity.description)
    }
}
