import ArgumentParser

struct CertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cert",
        abstract: "Show and verify certificates.",
        subcommands: [CertShow.self, CertVerify.self]
    )
}
