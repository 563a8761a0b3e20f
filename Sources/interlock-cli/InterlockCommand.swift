import ArgumentParser

/// The command line: names, keys, signed orders, a market and its ledger.
@main
struct InterlockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interlock",
        abstract:
            "Identities bound to attributes, and a market that lets nothing in that they do not permit.",
        discussion: """
            Data goes to standard output, everything else to standard error. "-" reads standard input. \
            Secrets are never taken from arguments: passphrases come from --passphrase-file or the terminal.

            EXIT STATUS
              0  yes: done, valid, permitted
              1  no: invalid, denied, damaged
              2  the command line, or what a file says, is wrong
              3  a file could not be read or written

            EXAMPLES
              echo 'a passphrase of your own' > pass
              interlock setup --ca ca --passphrase-file pass
              echo '{"identity": "alice", "type": "buyer", "credit": 700,
                "permissions": ["SubmitDemand"],
                "wallet": "0x52908400098527886E0F7030069857D2E4169EE7"}' > alice.json
              interlock keygen --ca ca --attributes alice.json --out alice \\
                --passphrase-file pass --delivery-passphrase-file pass
              echo '{"market": "lem-1", "buyer": "alice", "energyWh": 250,
                "address": "0x52908400098527886E0F7030069857D2E4169EE7",
                "price": 2400, "sequence": 1, "deliveryPeriod":
                "'$(date -u -d '2 hours' +%Y-%m-%dT%H:00:00Z)'"}' > demand.json
              interlock sign demand --key alice.key.pem --cert alice.cert.pem \\
                --passphrase-file pass --in demand.json --out demand.cose
              interlock verify demand.cose --root ca/ca.cert.pem --crl ca/crl.pem
              interlock market run --data Docs/Data/sample-day.csv \\
                --day 2026-06-15 --out run
            """,
        version: "0.1.0",
        subcommands: [
            Setup.self, CACommand.self, MeterCommand.self, Request.self, Enroll.self, Keygen.self, Sign.self,
            Verify.self,
            Revoke.self, Crl.self,
            CertCommand.self, OCSPCommand.self, MSPCommand.self, PolicyCommand.self,
            MarketCommand.self, LedgerCommand.self, VectorsCommand.self, BenchCommand.self,
            SuiteCommand.self,
        ]
    )

    static func main() async {
        do {
            let words = try CommandWords(Array(CommandLine.arguments.dropFirst()), from: Self.self)
            try GivenOptions(of: words.command).check(words.arguments)
            var command = try Self.parseAsRoot(words.arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Self.end(with: error)
        }
    }

    /// Says what went wrong in one line, and ends with the status that stands for it.
    private static func end(with error: any Error) -> Never {
        let failure = Failure(error)
        if let failure {
            Terminal.warn(failure.message)
            Self.exit(withError: ExitCode(failure.status.rawValue))
        }
        guard Self.exitCode(for: error) == .validationFailure else { Self.exit(withError: error) }
        Terminal.warn(Self.message(for: error))
        Self.exit(withError: ExitCode(ExitStatus.usage.rawValue))
    }
}
