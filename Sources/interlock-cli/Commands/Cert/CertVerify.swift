import ArgumentParser
import Interlock

struct CertVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a certificate's path to a root and its revocation, at a moment.",
        discussion: """
            Tries every sensible path and says, with --json, which candidates were passed over and why. A \
            certificate that has attributes is held to the rules of a market's participants as well; others, and \
            all with --as rfc5280, to RFC 5280 section 6 alone, with --as profile to its section 4 too.

            EXAMPLE
              interlock cert verify alice.cert.pem --root ca/ca.cert.pem --crl ca/crl.pem
            """
    )

    /// Whose rules are kept.
    enum Rules: String, ExpressibleByArgument, CaseIterable {
        case participant, rfc5280, profile
    }

    @Argument(help: "The certificate; others in the file may be intermediates.", completion: .file())
    var leaf: String

    @OptionGroup var trust: TrustOptions

    @Option(
        name: .customLong("as"),
        help: "Whose rules to judge by; by the certificate where it is left out."
    )
    var rules: Rules?

    @Option(help: "A purpose the key must be for: server, client, ocsp, or an object identifier.")
    var purpose: [Purpose] = []

    @Flag(help: "Accept keys and signatures below 112 bits of strength, such as SHA-1.")
    var insecureWeakAlgorithms = false

    @OptionGroup var output: OutputOptions

    private struct Verdict: Encodable {
        struct Rejection: Encodable {
            var path: [String]
            var code: String
            var reason: String
        }

        var valid: Bool
        var code: String?
        var reason: String?
        var path: [String]?
        var validFrom: Timestamp?
        var validUntil: Timestamp?
        var attributes: AttributeSet?
        var rejected: [Rejection]

        init(_ report: PathReport) {
            self.rejected = report.rejections.map {
                Rejection(
                    path: $0.certificates.map(\.description),
                    code: $0.error.code.description,
                    reason: $0.error.reason
                )
            }
            switch report.outcome {
            case .success(let path):
                self.valid = true
                self.path = path.certificates.map(\.subject)
                self.validFrom = path.validity.lowerBound
                self.validUntil = path.validity.upperBound
            case .failure(let error):
                self.valid = false
                self.code = error.code.description
                self.reason = error.reason
            }
        }
    }

    func run() throws {
        let certificates: [Certificate]
        do {
            certificates = try CertificateFile.parse(self.leaf)
        } catch let error as IdentityError {
            // What is no certificate is no valid one: the question has its answer.
            let named = IdentityError(error.code, "\(self.leaf): \(error.reason)")
            return try self.finish(PathReport(refused: named))
        }
        let (leaf, presented) = (certificates[0], Array(certificates.dropFirst()))
        let isParticipant = self.rules.map { $0 == .participant } ?? (leaf.attributeExtension != nil)
        guard isParticipant else {
            return try self.finish(
                self.validator().explain(leaf, presented: presented, at: self.trust.moment)
            )
        }
        guard self.purpose.isEmpty, !self.insecureWeakAlgorithms else {
            throw Failure(.usage, "--purpose and --insecure-weak-algorithms go with --as rfc5280 or profile")
        }
        let verifier = try self.trust.verifier()
        let report = verifier.explain(leaf, presented: presented, at: self.trust.moment)
        let chain = try? verifier.verify(leaf, presented: presented, at: self.trust.moment)
        try self.finish(report, attributes: chain?.attributes)
    }

    private func validator() throws -> PathValidator {
        var policy = PathPolicy()
        policy.conformance = self.rules == .profile ? .profile : .validation
        policy.purposes = Set(self.purpose.map(\.value))
        policy.revocation = self.trust.revocationPolicy
        if self.insecureWeakAlgorithms { policy.strength = .any }
        return try PathValidator(
            anchors: self.trust.readAnchors(),
            intermediates: self.trust.readIntermediates(),
            revocationLists: self.trust.readRevocationLists(),
            responses: self.trust.readResponses(),
            policy: policy
        )
    }

    private func finish(_ report: PathReport, attributes: AttributeSet? = nil) throws {
        var verdict = Verdict(report)
        verdict.attributes = attributes
        if case .failure(let error) = report.outcome, !self.output.json {
            throw Failure(.no, error.description)
        }
        try self.output.print(verdict, text: "valid: \(verdict.path?.joined(separator: " < ") ?? "")")
        guard verdict.valid else { throw ExitCode(ExitStatus.no.rawValue) }
    }
}

/// A purpose as the command line names it.
struct Purpose: ExpressibleByArgument {
    let value: KeyPurpose

    init?(argument: String) {
        let known: KeyPurpose? =
            switch argument {
            case "server": .serverAuthentication
            case "client": .clientAuthentication
            case "ocsp": .ocspSigning
            default: KeyPurpose(argument)
            }
        guard let known else { return nil }
        self.value = known
    }
}
