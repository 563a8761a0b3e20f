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
              interlock setup --ca ca --passphrase-file pass
              interlock keygen --ca ca --passphrase-file pass --attributes alice.json --out alice
              interlock sign demand --key alice.key.pem --cert alice.cert.pem --in demand.json --out demand.cose
              interlock verify demand.cose --root ca/ca.cert.pem --crl ca/crl.pem
              interlock market run --data Docs/Data/sample-day.csv --day 2026-06-15 --out run
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
            var command = try Self.parseAsRoot()
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
