import ArgumentParser
import Interlock

struct CARehearse: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Prove that shares combine to the master key, without computing it.",
        discussion: """
            The shares sign the transcript together, which fewer of them cannot; anyone can verify it with \
            `ca transcript`.

            EXAMPLE
              interlock ca rehearse --ceremony ceremony --certificate root/ca.cert.pem --share a.share --share b.share --share c.share
            """
    )

    @OptionGroup var ceremony: CeremonyOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        var log = try self.ceremony.readLog()
        let shares = try self.ceremony.readShares(log, self.output)
        try log.rehearse(shares, at: .now)
        try self.ceremony.folder.append(log)
        try self.output.print(
            ShownSet(log),
            text: "\(shares.count) shares combine to the master key\ntranscript \(ShownSet(log).transcript)"
        )
    }
}
