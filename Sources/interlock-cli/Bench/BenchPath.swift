import ArgumentParser
import Interlock

struct BenchPath: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "path",
        abstract:
            "Time the validation of a path of three certificates, beside X509_verify_cert in the same run.",
        discussion: """
            Each line is the median of single runs, and how many times as fast it is as OpenSSL doing the same. The \
            certificates are parsed beforehand on both sides. Build with -c release.

            EXAMPLE
              interlock bench path
            """
    )

    @Option(help: "Seconds to spend on each measurement.")
    var seconds = 1.0

    @OptionGroup var output: OutputOptions

    private struct Row: Encodable {
        var name: String
        var microseconds: Double
        /// How many times as fast as OpenSSL.
        var speed: Double?
    }

    func validate() throws {
        guard (0.01...60).contains(self.seconds) else { throw ValidationError("--seconds is 0.01 to 60") }
    }

    func run() throws {
        let bench = try BenchPathWorld()
        let rows = try self.rows(bench, lists: []) + self.rows(bench, lists: bench.lists)
        try self.output.print(rows, text: rows.map(Self.text).joined(separator: "\n"))
    }

    private func rows(_ bench: BenchPathWorld, lists: [RevocationList]) throws -> [Row] {
        let suffix = lists.isEmpty ? "" : ", revocation checked"
        let openSSL = try OpenSSLPath(bench.path, lists: lists, at: bench.moment)
        let validator = try bench.validator(lists)
        let verifier = try bench.verifier(lists)
        // Interleaved, so that a change of the machine's pace meets all alike.
        let times = try self.medians([
            { try openSSL.verify() },
            { _ = try validator.validate(bench.path[0], at: bench.moment) },
            { _ = try verifier.explain(bench.path[0], at: bench.moment).outcome.get() },
            { _ = try verifier.verify(bench.path[0], at: bench.moment) },
        ])
        let names = [
            "X509_verify_cert", "PathValidator, cold", "ChainVerifier, cold", "ChainVerifier, remembered",
        ]
        return zip(names, times).enumerated().map { index, pair in
            Row(
                name: pair.0 + suffix,
                microseconds: pair.1,
                speed: index == 0 ? nil : times[0] / pair.1
            )
        }
    }

    /// The median time of each body in microseconds; a run of the fastest is too short to be timed alone.
    private func medians(_ bodies: [() throws -> Void]) throws -> [Double] {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(self.seconds * Double(bodies.count))
        var times = bodies.map { _ in [Double]() }
        while clock.now < end || times[0].count < 5 {
            for (index, body) in bodies.enumerated() {
                let runs = 20
                let start = clock.now
                for _ in 0..<runs { try body() }
                times[index].append((clock.now - start) / .microseconds(runs))
            }
        }
        return times.map { $0.sorted()[$0.count / 2] }
    }

    private static func text(_ row: Row) -> String {
        let name = row.name + String(repeating: " ", count: max(1, 48 - row.name.count))
        let speed = row.speed.map { ", \($0.hundredths) times as fast as X509_verify_cert" } ?? ""
        return "\(name)\(row.microseconds.hundredths) µs\(speed)"
    }
}

extension Double {
    /// The number with two places, rounded down.
    var hundredths: String {
        let whole = Int(self * 100)
        return "\(whole / 100).\(whole % 100 < 10 ? "0" : "")\(whole % 100)"
    }
}

/// A root, an authority below it, a participant, and what the two authorities revoked: nothing.
struct BenchPathWorld {
    let path: [Certificate]
    let lists: [RevocationList]
    let moment: Timestamp

    init() throws {
        let start = Timestamp(secondsSinceEpoch: 1_780_000_000)
        let validity = start...start.adding(seconds: 365 * 86_400)
        let root = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Market CA"),
            key: SigningKey(level: .bits128),
            validity: validity
        )
        let key = try SigningKey(level: .bits128)
        let member = try CertificateAuthority(
            certificate: root.issueAuthority(
                named: DistinguishedName(commonName: "Member CA"),
                key: key.verifyingKey,
                validity: validity,
                scope: AuthorityScope(
                    grant: AttributeGrant(everythingIn: .standard, for: IdentityNamespace(prefix: "member:"))
                )
            ),
            key: key
        )
        let leaf = try member.issue(
            to: AttributeSet(
                identity: ParticipantID("member:household-17"),
                type: .seller,
                permissions: ["offer"],
                creditReport: 700,
                walletAddress: "0x" + String(repeating: "ab", count: 20)
            ),
            key: SigningKey(level: .bits128).verifyingKey,
            validity: validity
        )
        self.path = [leaf, member.certificate, root.certificate]
        self.lists = try [root, member].map {
            try $0.revocationList(
                revoked: [],
                number: 1,
                thisUpdate: validity.lowerBound,
                nextUpdate: validity.upperBound
            )
        }
        self.moment = start.adding(seconds: 86_400)
    }

    func validator(_ lists: [RevocationList]) throws -> PathValidator {
        var policy = PathPolicy()
        policy.revocation = lists.isEmpty ? .whereKnown : .required
        return try PathValidator(
            anchors: [self.path[2]],
            intermediates: [self.path[1]],
            revocationLists: lists,
            policy: policy
        )
    }

    func verifier(_ lists: [RevocationList]) throws -> ChainVerifier {
        try ChainVerifier(
            anchors: [self.path[2]],
            intermediates: [self.path[1]],
            revocationLists: lists,
            revocationPolicy: lists.isEmpty ? .whereKnown : .required
        )
    }
}
