import ArgumentParser
import Interlock

struct CARefresh: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh",
        abstract: "Deal the master key anew: fresh shares for the same or other custodians, any threshold.",
        discussion: """
            The master key stays as it is and is not restored. Shares of before are refused beside new ones; destroy \
            them: as many of them as restored it go on doing so among themselves.

            EXAMPLES
              interlock ca refresh --ceremony ceremony --certificate root/ca.cert.pem --share a.share --share b.share --share c.share
              interlock ca refresh --ceremony ceremony --certificate root/ca.cert.pem --share a.share --share b.share --share c.share \
            --threshold 2 --custodian alice.cert.pem --custodian frank.cert.pem --custodian carol.cert.pem
            """
    )

    @OptionGroup var ceremony: CeremonyOptions

    @Option(help: "The new threshold; that of before where it is left out.")
    var threshold: Int?

    @Option(help: "A new custodian's certificate; those of before where none is named.", completion: .file())
    var custodian: [String] = []

    @OptionGroup var output: OutputOptions

    func run() throws {
        let custodians = try self.custodian.map(CustodianFile.read)
        var log = try self.ceremony.readLog()
        let shares = try self.ceremony.readShares(log, self.output)
        let dealt = try log.refresh(
            shares,
            threshold: self.threshold ?? log.set.threshold,
            custodians: custodians.isEmpty ? log.set.custodians : custodians,
            at: .now
        )
        try self.ceremony.folder.appendRefresh(log, dealt)
        try self.output.print(ShownSet(log), text: ShownSet(log).text)
    }
}
