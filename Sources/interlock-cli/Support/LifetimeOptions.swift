import ArgumentParser
import Interlock
import InterlockAuthority

/// How long a certificate is to be valid.
struct LifetimeOptions: ParsableArguments {
    @Option(
        help: "How long the certificate is valid, in days; 365, or as long as can be, where left out."
    )
    var days: Int64?

    @Option(help: "How long the certificate is valid, in seconds: for short-lived ones, in place of --days.")
    var seconds: Int64?

    private static let standard: Int64 = 365 * 86_400

    func validate() throws {
        guard self.days == nil || self.seconds == nil else {
            throw ValidationError("either --days or --seconds")
        }
        guard (1...36_500).contains(self.days ?? 1) else { throw ValidationError("--days is 1 to 36500") }
        guard (60...3_153_600_000).contains(self.seconds ?? 60) else {
            throw ValidationError("--seconds is 60 to 3153600000")
        }
    }

    /// How far back a certificate begins: for verifiers whose clock is behind, as Fabric's cryptogen has it.
    static let backdating: Int64 = 300

    /// From five minutes ago, or from the authority's beginning; it never ends after the authority does, and is counted
    /// from now, unless that would be longer than the limit.
    func validity(
        under authority: Certificate,
        at now: Timestamp,
        atMost limit: Int64 = EnrolmentProfile.participant.maximumLifetime
    ) throws -> ClosedRange<Timestamp> {
        let start = max(now.adding(seconds: -Self.backdating), authority.notBefore)
        let first = max(now, authority.notBefore)
        guard first < authority.notAfter else {
            throw Failure(
                .no,
                "\(authority.subject): the authority's certificate ended at \(authority.notAfter)"
            )
        }
        let latest = start.adding(seconds: limit)
        guard let seconds = self.days.map({ $0 * 86_400 }) ?? self.seconds else {
            return start...min(first.adding(seconds: Self.standard), latest, authority.notAfter)
        }
        guard seconds <= limit else {
            throw Failure(.usage, "a certificate of this kind is valid for \(limit / 86_400) days at most")
        }
        let end = min(first.adding(seconds: seconds), latest)
        guard end <= authority.notAfter else {
            let left = (authority.notAfter.secondsSinceEpoch - first.secondsSinceEpoch) / 86_400
            throw Failure(
                .usage,
                "the authority's own certificate ends at \(authority.notAfter), in \(left) days"
            )
        }
        return start...end
    }
}
