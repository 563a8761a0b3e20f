import ArgumentParser
import Interlock

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judge a signed message as the market's gate would.",
        discussion: """
            Checks form, chain, revocation, signature, identity, the market's rules and its policies, for a demand, a \
            supply, a cancel, a meter reading or a change of rules. Whether the message was seen before, and whether \
            the order that it cancels or amends is open, only a market knows.

            EXAMPLE
              interlock verify demand.cose --root ca/ca.cert.pem --crl ca/crl.pem --at 2026-06-15T11:00:00Z
            """
    )

    @Argument(help: "The COSE_Sign1 (- for standard input).", completion: .file())
    var message: String

    @Option(
        name: .customLong("cert"),
        help: "Certificates that the message may name by their SHA-256, and issuers of implicit ones.",
        completion: .file()
    )
    var certificates: [String] = []

    @Option(help: "The market's rules (JSON); the order's own market and usual limits where it is left out.")
    var rules: String?

    @Option(
        help: "Cedar policies, more than one file may be named; the standard ones where it is left out.",
        completion: .file()
    )
    var policies: [String] = []

    @OptionGroup var trust: TrustOptions
    @OptionGroup var output: OutputOptions

    private struct Verdict: Encodable {
        var admitted: Bool
        var code: String?
        var reason: String?
        var policies: [String]?
        var demand: Demand?
        var supply: Supply?
        var cancel: Cancel?
        var reading: MeterReading?
        var rules: RuleChange?
        /// The message's id.
        var order: String?
    }

    func run() throws {
        let bytes = try FileSystem.read(self.message, limit: 1 << 20)
        // An issuer of implicit certificates may be named as an intermediate, too.
        let directory = CertificateDirectory(try self.trust.readIntermediates())
        for file in self.certificates { try CredentialFile.add(file, to: directory) }
        let gate = MarketGate(
            verifier: MessageVerifier(
                rules: try self.marketRules(for: bytes),
                policies: try self.policySet(),
                chains: try self.trust.verifier(),
                directory: directory
            ),
            replayGuard: ReplayGuard()
        )
        do {
            try self.report(try gate.admit(bytes, at: self.trust.moment))
        } catch let refusal as Refusal {
            guard self.output.json else { throw refusal }
            try self.output.print(
                Verdict(
                    admitted: false,
                    code: refusal.code.description,
                    reason: refusal.reason,
                    policies: refusal.policies.isEmpty ? nil : refusal.policies
                ),
                text: ""
            )
            throw ExitCode(ExitStatus.no.rawValue)
        }
    }

    private func report(_ message: AdmittedMessage) throws {
        var verdict = Verdict(admitted: true, order: message.id.description)
        var what: String
        switch message {
        case .demand(let demand):
            verdict.demand = demand.order
            what = Self.text("demand", demand.terms)
        case .supply(let supply):
            verdict.supply = supply.order
            what = Self.text("supply", supply.terms)
        case .cancel(let cancel):
            verdict.cancel = cancel.message
            what = "cancel of the order \(cancel.message.order) by \(cancel.message.participant)"
        case .reading(let reading):
            verdict.reading = reading.message
            what = "reading of \(reading.message.owner), \(reading.message.consumed) consumed, "
            what += "\(reading.message.generated) generated, \(reading.message.period)"
        case .rules(let change):
            verdict.rules = change.message
            what = "new rules for the market \(change.message.market) by \(change.message.participant)"
        }
        try self.output.print(verdict, text: "good: \(what)")
    }

    private static func text(_ kind: String, _ terms: OrderTerms) -> String {
        "\(kind) of \(terms.participant), \(terms.energy) at \(terms.price) per kWh, \(terms.period)"
    }

    private func marketRules(for bytes: [UInt8]) throws -> MarketRules {
        if let rules { return try JSON.read(rules, as: MarketRules.self) }
        let market = try? Self.market(of: COSESign1(decoding: bytes))
        return MarketRules(market: try market ?? MarketID("unknown"))
    }

    private static func market(of message: COSESign1) throws -> MarketID? {
        let kinds: [any MarketMessage.Type] = [
            Demand.self, Supply.self, Cancel.self, MeterReading.self, RuleChange.self,
        ]
        return try kinds.first { $0.kind.contentType == message.contentType }?
            .init(payload: message.payload).market
    }

    private func policySet() throws -> PolicySet {
        try self.policies.isEmpty ? MarketPolicies.standard() : PolicyFile.read(self.policies)
    }
}
