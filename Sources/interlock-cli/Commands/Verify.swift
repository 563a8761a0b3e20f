import ArgumentParser
import Interlock

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judge a signed demand or supply as the market's gate would.",
        discussion: """
            Checks form, chain, revocation, signature, identity, the market's rules and its policies. Whether the \
            order was seen before only a market knows.

            EXAMPLE
              interlock verify demand.cose --root ca/ca.cert.pem --crl ca/crl.pem --at 2026-06-15T11:00:00Z
            """
    )

    @Argument(help: "The COSE_Sign1 (- for standard input).", completion: .file())
    var message: String

    @Option(
        name: .customLong("cert"),
        help: "Certificates that the message may name by x5t.",
        completion: .file()
    )
    var certificates: [String] = []

    @Option(help: "The market's rules (JSON); the order's own market and usual limits where it is left out.")
    var rules: String?

    @Option(help: "Cedar policies; the standard ones where it is left out.", completion: .file())
    var policies: String?

    @OptionGroup var trust: TrustOptions
    @OptionGroup var output: OutputOptions

    private struct Verdict: Encodable {
        var admitted: Bool
        var code: String?
        var reason: String?
        var policies: [String]?
        var demand: Demand?
        var supply: Supply?
        var order: String?
    }

    func run() throws {
        let bytes = try FileSystem.read(self.message, limit: 1 << 20)
        let gate = MarketGate(
            verifier: MessageVerifier(
                rules: try self.marketRules(for: bytes),
                policies: try self.policySet(),
                chains: try self.trust.verifier(),
                directory: CertificateDirectory(
                    try self.certificates.flatMap { try CertificateFile.read($0) }
                )
            ),
            replayGuard: ReplayGuard()
        )
        do {
            let order = try gate.admit(bytes, at: self.trust.moment)
            try self.report(order)
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

    private func report(_ order: AdmittedOrder) throws {
        var verdict = Verdict(admitted: true, order: order.id.description)
        switch order {
        case .demand(let demand): verdict.demand = demand.order
        case .supply(let supply): verdict.supply = supply.order
        }
        let terms = order.terms
        try self.output.print(
            verdict,
            text:
                "good: \(verdict.demand == nil ? "supply" : "demand") of \(terms.participant), \(terms.energy)"
                + " at \(terms.price) per kWh, \(terms.period)"
        )
    }

    private func marketRules(for bytes: [UInt8]) throws -> MarketRules {
        if let rules { return try JSON.read(rules, as: MarketRules.self) }
        let payload = try? COSESign1(decoding: bytes).payload
        let market = try payload.flatMap { try? Demand(payload: $0).terms.market } ?? MarketID("unknown")
        return MarketRules(market: market)
    }

    private func policySet() throws -> PolicySet {
        try self.policies.map { try PolicyFile.read($0) } ?? MarketPolicies.standard()
    }
}
