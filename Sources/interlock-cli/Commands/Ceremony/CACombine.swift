import ArgumentParser
import Interlock

struct CACombine: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "combine",
        abstract: "Restore the master key from shares; write it, encrypted, only where --out says so.",
        discussion: """
            Without --out, it says that the shares restore the master key of the authority, and forgets it. To use the \
            master key for one command, name the shares to that command instead.

            EXIT STATUS
              0  it is restored
              1  a share is wrong (its file is named), or there are too few
              2  a share's text is wrong (its line is named), or the command line

            EXAMPLES
              interlock ca combine --ceremony ceremony --certificate root/ca.cert.pem --share a.share --share b.share --share c.share
              interlock ca combine --ceremony ceremony --certificate root/ca.cert.pem --share a.share --share b.share --share c.share \
            --out master.key
            """
    )

    @OptionGroup var ceremony: CeremonyOptions

    @Option(help: "Write the master key here (0600), encrypted under a passphrase.", completion: .file())
    var out: String?

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        if let out { try FileSystem.checkFree(out) }
        var log = try self.ceremony.readLog()
        let shares = try self.ceremony.readShares(log, self.output)
        let purpose = self.out == nil ? "a trial" : "a master key's file"
        let masterKey = try log.restore(shares, as: .combine, purpose: purpose, at: .now)
        if let out {
            let secret = try self.passphrase.choose(for: "the master key")
            let sealed = try masterKey.sealed(passphrase: secret)
            try self.ceremony.folder.append(log)
            try FileSystem.create(out, mode: 0o600, sealed)
        } else {
            try self.ceremony.folder.append(log)
        }
        try self.output.print(
            ShownSet(log),
            text: "\(shares.count) shares restore the master key" + (self.out.map { "; \($0)" } ?? "")
        )
    }
}
