import ArgumentParser
import Interlock

struct CASplit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split",
        abstract:
            "Split the master key among custodians, so that k of them restore it and fewer learn nothing.",
        discussion: """
            Makes a folder with the public share set, each share encrypted to its custodian's certificate, and the \
            ceremony's transcript, signed by the authority's key. Compare the certificates' digests with what the \
            custodians say themselves. The master key's file stays: destroy it once a rehearsal has gone well.

            EXAMPLE
              interlock ca split --ca root --threshold 3 --custodian alice.cert.pem --custodian bob.cert.pem \
            --custodian carol.cert.pem --custodian dave.cert.pem --custodian erin.cert.pem --out ceremony
            """
    )

    @Option(help: "The authority's folder.", completion: .directory)
    var ca: String

    @Option(
        help: "The master key's file; the one in the authority's folder where it is left out.",
        completion: .file()
    )
    var key: String?

    @Option(help: "How many custodians restore the master key.")
    var threshold: Int

    @Option(
        help: "A custodian's certificate, which allows key agreement; the first has share 1.",
        completion: .file()
    )
    var custodian: [String]

    @Option(help: "The folder to make.", completion: .directory)
    var out: String

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try FileSystem.checkFree(self.out)
        let custodians = try self.custodian.map(CustodianFile.read)
        let authority = AuthorityFolder(path: self.ca)
        let certificate = try authority.certificate()
        let masterKey = try authority.openMasterKey(
            self.passphrase.read(for: "the master key of \(self.ca)"),
            file: self.key
        )
        guard try masterKey.authorityKey().verifyingKey == certificate.verifyingKey else {
            throw Failure(.no, "\(self.key ?? self.ca): is not the master key of \(certificate.subject)")
        }
        let (log, shares) = try CeremonyLog.split(
            masterKey,
            threshold: self.threshold,
            custodians: custodians,
            at: .now
        )
        try CeremonyFolder(path: self.out).create(log, shares)
        try self.output.print(ShownSet(log), text: ShownSet(log).text)
    }
}

/// A custodian's certificate in a file.
enum CustodianFile {
    static func read(_ path: String) throws -> Certificate {
        guard let certificate = try CertificateFile.read(path).first else {
            throw Failure(.usage, "\(path): no certificate in it")
        }
        return certificate
    }
}
