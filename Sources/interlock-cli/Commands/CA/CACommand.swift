import ArgumentParser

struct CACommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca",
        abstract: "Run a certificate authority: issue, enrol, renew, revoke, and prove what was done.",
        discussion: """
            Docs/Authority.md tells how a consortium runs its authorities: an offline root, one below it for each \
            organisation, and the kinds of enrolment. Commands that open the master key take custodians' shares in its place: \
            --ceremony with a --share for each.
            """,
        subcommands: [
            CAInit.self, CAIntermediate.self, CARegister.self, CAIssue.self, CARenew.self, CARevoke.self,
            CACrl.self, CAOCSP.self, CAList.self, CAShow.self, CAJournal.self, CASplit.self, CACombine.self,
            CARefresh.self, CARehearse.self, CAShare.self, CATranscript.self,
        ]
    )
}

struct CAInit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a root authority: its master key, certificate, store and journal.",
        discussion: """
            A market that trusts one root needs no --namespace. Where several roots are trusted, each has one, and \
            certifies no identity outside of it: household-1 becomes north:household-1.

            EXAMPLES
              interlock ca init --ca root --level 192 --name "Valley Energy Market" --days 7300
              interlock ca init --ca north --name "North Grid" --namespace north:
            """
    )

    @OptionGroup var options: SetupOptions

    func run() throws { try self.options.run() }
}

struct CARevoke: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revoke a certificate or put it on hold, and publish the next revocation list.",
        discussion: """
            EXAMPLES
              interlock ca revoke --ca ca --serial 5f1c… --reason keyCompromise --invalid-since 2026-06-13T00:15:00Z
              interlock ca revoke --ca ca --serial 5f1c… --reason certificateHold
              interlock ca revoke --ca ca --serial 5f1c… --reason removeFromCRL
            """
    )

    @OptionGroup var options: RevokeOptions

    func run() throws { try self.options.run() }
}

struct CACrl: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crl",
        abstract: "Publish the next revocation list, complete or of changes; or show one.",
        discussion: """
            EXAMPLES
              interlock ca crl --ca ca --hours 24
              interlock ca crl --ca ca --delta changes.pem --hours 1
              interlock ca crl --show changes.pem --json
            """
    )

    @OptionGroup var options: CrlOptions

    func run() throws { try self.options.run() }
}
